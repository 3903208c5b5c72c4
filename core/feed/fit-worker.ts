import { parentPort, workerData } from 'node:worker_threads';
import { fitRows } from '../../ranker/train.ts';
import type { FitTask } from './fit.ts';

// The other side of fit.ts, which alone starts it: what arrives is its own.
const { gram, takesPart, targets, options } = workerData as FitTask;
parentPort?.postMessage(fitRows(gram, takesPart, targets, options));
