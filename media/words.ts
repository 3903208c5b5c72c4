import type { Readable } from 'node:stream';
import { message, type Message } from './jobs.ts';

/** Characters; what a child has to say is far shorter. */
const LONGEST = 100_000;

/**
 * Hears what a child says: a line of JSON for each message. Node's own channel between processes would do the same, but
 * a child that was taken over could end the server through it: it throws at what is not JSON, knows messages of its
 * own, and keeps a line that does not end. Here all of that is `onNonsense`, once, and nothing is heard after it.
 */
export function hear(stream: Readable, onMessage: (message: Message) => void, onNonsense: () => void): void {
  let begun = '';
  const listen = (text: string): void => {
    const lines = (begun + text).split('\n');
    begun = lines.pop() ?? '';
    const said = lines.map(parse);
    for (const each of said) if (each !== null) onMessage(each);
    if (!said.includes(null) && begun.length <= LONGEST) return;
    stream.off('data', listen).resume();
    onNonsense();
  };
  // Whoever kills the child hears of it from the process, not from its pipe.
  stream
    .setEncoding('utf8')
    .on('data', listen)
    .on('error', () => undefined);
}

function parse(line: string): Message | null {
  try {
    return message.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
