import { roles, setRole } from '../contract/people.ts';

interface Promotion {
  /** Where the server is reached from here. */
  readonly origin: string;
  readonly token: string;
  readonly handle: string;
  readonly role: string | undefined;
}

/** Gives an account a role, through the server that runs. Returns the exit code. */
export async function giveRole({ origin, token, handle, role }: Promotion): Promise<number> {
  if (!roles.some((each) => each === role)) throw new Error(`The roles are ${roles.join(', ')}.`);
  const response = await fetch(origin + setRole.path.replace(':handle', handle), {
    method: setRole.method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ role }),
    signal: AbortSignal.timeout(10_000),
  });
  if (response.status === 404)
    throw new Error(`There is no account @${handle}. Roles go to accounts that exist.`);
  if (!response.ok)
    throw new Error(`The server answered ${response.status}. Its own words are in its output.`);
  console.log(`@${handle} is ${role} now.`);
  return 0;
}
