/**
 * Says a fault of ours with the place where it happened. Of the database's errors only the words: it adds the whole row
 * that a statement failed at, which can hold what people wrote and the hashes of their passwords.
 */
export function logFault(error: unknown): void {
  console.error(error instanceof Error ? error.stack : error);
  if (error instanceof Error && error.cause !== undefined) logFault(error.cause);
}
