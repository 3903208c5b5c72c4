// The child process that reads clips. It is the only place where node-av is imported.
import { writeFileSync } from 'node:fs';
import { AV_LOG_QUIET } from 'node-av/constants';
import { Log } from 'node-av/lib';
import type { Job } from '../jobs.ts';
import { planClip, type Probe, type RungName } from '../plan.ts';
import { encodeClip, type EncodeOptions } from './encode.ts';
import { measureLoudness } from './loudness.ts';
import { openPoster } from './poster.ts';
import { probeSource } from './probe.ts';
import { input, runJob, tell } from './run.ts';
import { openSource, type Source } from './source.ts';

Log.setLevel(AV_LOG_QUIET);

await runJob(async (job: Job) => {
  if (job.kind === 'probe') return await probeInput();
  if (job.kind === 'clip') return await makeClip(job.threads);
  if (job.kind === 'renditions') return await makeRenditions(job.rungs, job.threads);
  throw new Error(`not a job for this process: ${job.kind}`);
});

async function probeInput(): Promise<Probe> {
  const probe = await withSource(probeSource);
  if (probe.sound === null) return probe;
  const loudness = await withSource((source) => measureLoudness(source, probe));
  return { ...probe, sound: { ...probe.sound, loudness } };
}

async function makeClip(threads: number) {
  const poster = openPoster();
  const made = await encode(['720p'], { threads, onPicture: poster.look, onProgress: reportProgress() });
  const { jpeg, thumbhash } = await poster.finish();
  writeFileSync('poster.jpg', jpeg);
  return { ...made, poster: 'poster.jpg', thumbhash };
}

async function makeRenditions(rungs: readonly RungName[], threads: number) {
  return await encode(rungs, { threads, onProgress: reportProgress() });
}

async function encode(names: readonly RungName[], options: EncodeOptions) {
  const probe = await probeInput();
  const plan = planClip(probe, names);
  const { rungs, duration } = await withSource((source) => encodeClip(source, plan, probe.picture, options));
  const renditions = rungs.map(({ rung, file, codec }) => {
    return { rung: rung.name, file, codec, width: rung.width, height: rung.height };
  });
  return { probe, duration, hasSound: plan.sound !== null, renditions };
}

/** Each reading starts from a freshly opened file: seeking back is what containers are worst at. */
async function withSource<T>(work: (source: Source) => Promise<T>): Promise<T> {
  const source = await openSource(input);
  const result = await work(source);
  await source.close();
  return result;
}

/** Whole percents, each told once. */
function reportProgress(): (share: number) => void {
  let told = 0;
  return (share) => {
    const percent = Math.floor(share * 100);
    if (percent <= told) return;
    told = percent;
    void tell({ percent });
  };
}
