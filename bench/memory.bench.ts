import { setTimeout } from 'node:timers/promises';
import { removeFolder, startServer } from '../test/support/server.ts';
import { rounded, type Bench } from './figure.ts';
import { processTree, pssOf } from './processes.ts';

const REST_SECONDS = 30;

/** The sum over every process of a server that has answered its first page of the feed and then rested. */
export const measure: Bench = async () => {
  const server = await startServer();
  await fetch(`${server.origin}/api/feed`);
  await setTimeout(REST_SECONDS * 1000);
  const processes = processTree(server.process.pid ?? 0);
  const bytes = processes.reduce((sum, pid) => sum + pssOf(pid), 0);
  await server.stop();
  removeFolder(server.dataFolder);
  return [
    {
      figure: 'memory of all processes at rest (sum of PSS)',
      value: rounded(bytes / 2 ** 20, 0),
      unit: 'MB',
      goal: '≤ 400 MB',
      against: `${processes.length} processes, after ${REST_SECONDS} s`,
    },
  ];
};
