import { parentPort, workerData } from 'node:worker_threads';
import { learn, type Lesson } from './learn.ts';

// The other side of training.ts, which alone starts it: what arrives is its own.
parentPort?.postMessage(await learn(workerData as Lesson));
