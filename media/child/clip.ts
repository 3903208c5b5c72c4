// The child process that reads clips. It is the only place where node-av is imported.
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { AV_LOG_QUIET } from 'node-av/constants';
import { Log } from 'node-av/lib';
import type { Job } from '../jobs.ts';
import { lowerSound, maxTruePeak, planClip, type Probe, type RungName } from '../plan.ts';
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
  const probe = await withSource(input, probeSource);
  if (probe.sound === null) return probe;
  const loudness = await withSource(input, (source) => measureLoudness(source, probe));
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
  let made = await withSource(input, (source) => encodeClip(source, plan, probe.picture, options));
  const peak = plan.sound === null ? null : await peakOf(made.rungs[0]?.file ?? '');
  if (plan.sound !== null && peak !== null && peak > maxTruePeak) {
    const lower = { ...plan, sound: lowerSound(plan.sound, peak) };
    made = await withSource(input, (source) => encodeClip(source, lower, probe.picture, options));
  }
  const renditions = made.rungs.map(({ rung, file, codec }) => {
    return { rung: rung.name, file, codec, width: rung.width, height: rung.height };
  });
  return { probe, duration: made.duration, hasSound: plan.sound !== null, renditions };
}

/** The true peak of what was made: encoding to AAC adds to it, a few hundredths of a dB as a rule, and seldom a lot. */
async function peakOf(file: string): Promise<number | null> {
  const fd = openSync(file, 'r');
  const probe = await withSource(fd, probeSource);
  const loudness = await withSource(fd, (source) => measureLoudness(source, probe));
  closeSync(fd);
  return loudness?.truePeak ?? null;
}

/** Each reading starts from a freshly opened file: seeking back is what containers are worst at. */
async function withSource<T>(fd: number, work: (source: Source) => Promise<T>): Promise<T> {
  const source = await openSource(fd);
  const result = await work(source);
  await source.close();
  return result;
}

/** Whole percents. A second pass says nothing new, but it says it: silence would be taken for a hang. */
function reportProgress(): (share: number) => void {
  let highest = 0;
  let last = 0;
  return (share) => {
    const percent = Math.floor(share * 100);
    if (percent === last) return;
    last = percent;
    highest = Math.max(highest, percent);
    tell({ percent: highest });
  };
}
