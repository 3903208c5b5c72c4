import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

// The peer of the feed bench: Node's own HTTP server and nothing else, sending the answer it is given (headers and
// body, as recorded from Overt) to every request. Prints its port.
const [file] = process.argv.slice(2);
const answer = readFileSync(file ?? '');
const head = answer.indexOf('\r\n\r\n');
const body = answer.subarray(head + 4);
const headers = answer
  .subarray(0, head)
  .toString()
  .split('\r\n')
  .slice(1)
  .map((line): [string, string] => [
    line.slice(0, line.indexOf(':')),
    line.slice(line.indexOf(':') + 1).trim(),
  ])
  // Node adds these itself.
  .filter(([name]) => !/^(date|connection|keep-alive)$/i.test(name));

const server = createServer((_, response) => {
  response.writeHead(200, Object.fromEntries(headers));
  response.end(body);
});
server.listen(0, () => {
  const address = server.address();
  console.log(address === null || typeof address === 'string' ? '' : address.port);
});
