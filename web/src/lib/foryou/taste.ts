import { enjoyedFrom, type View } from '../../../../ranker/enjoyment.ts';
import { forgive, recordView, refuse } from '../../../../ranker/profile.ts';
import { remember, type Desk, type Handed, type Of } from './desk.ts';
import { hourOf } from './ranking.ts';

/** Whoever leaves a clip within so many seconds did not want it. */
const early = 2;

const deeds = {
  like: { liked: true },
  comment: { commented: true },
  share: { shared: true },
  follow: { followed: true },
} satisfies Record<string, Partial<View>>;

/** A clip left the screen, or the page is not seen any more: then it may be told of once more, with a longer view. */
export async function noteWatched(desk: Desk, { clip, seconds, loops }: Of<'watched'>): Promise<void> {
  const handed = desk.handed.get(clip);
  if (!handed) return;
  const now = { ...handed, view: { ...handed.view, watched: seconds }, left: true };
  desk.handed.set(clip, now);
  const { samples, enjoyed } = await record(desk, now);
  if (!samples) return;
  const skipped = loops === 0 && seconds < early;
  const { number, duration } = handed.clip;
  await desk.signals.shown({ clip: number, watched: seconds / duration, again: loops > 0, skipped });
  if (enjoyed) await desk.signals.enjoyed(number);
}

/** What is done to the clip on the screen counts when it leaves; what is done later, at once. */
export async function noteAct(desk: Desk, { clip, act }: Of<'did'>): Promise<void> {
  const handed = desk.handed.get(clip);
  if (!handed) return;
  if (act === 'notInterested') {
    await remember(desk, ({ profile }) => refuse(profile, handed.clip, hourOf(Date.now())));
  } else if (act === 'interested') {
    await remember(desk, ({ profile }) => forgive(profile, handed.clip.number));
  } else {
    const now = { ...handed, view: { ...handed.view, ...deeds[act] } };
    desk.handed.set(clip, now);
    if (!now.left) return;
    const { samples, enjoyed } = await record(desk, now);
    if (samples && enjoyed) await desk.signals.enjoyed(handed.clip.number);
  }
}

function record(desk: Desk, { clip, view }: Handed): Promise<{ samples: boolean; enjoyed: boolean }> {
  return remember(desk, ({ profile, samples }) => ({
    samples,
    enjoyed: recordView(profile, clip, view, hourOf(Date.now())) >= enjoyedFrom,
  }));
}
