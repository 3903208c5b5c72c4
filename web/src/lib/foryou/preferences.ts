import { enjoyedFrom } from '../../../../ranker/enjoyment.ts';
import { exportProfile, importProfile, ProfileError } from '../../../../ranker/profile-file.ts';
import { emptyProfile, hideAuthor, hideWord, topicsOf, wantLess, wish } from '../../../../ranker/profile.ts';
import { recall, remember, type Desk } from './desk.ts';
import type { Change, Settings, Trait, Wish } from './protocol.ts';

/** Topics that the settings offer of what was enjoyed. */
const offered = 12;

export async function readSettings(desk: Desk): Promise<Settings> {
  const { profile, samples } = await recall(desk);
  const asked = [...profile.wishes].flatMap(([trait, amount]): Wish[] =>
    isShown(trait) ? [{ trait, amount }] : [],
  );
  const topics = topicsOf(profile, offered).map((topic): Wish => ({ trait: `tag:${topic}`, amount: 0 }));
  const further = topics.filter(({ trait }) => !profile.wishes.has(trait));
  return {
    wishes: [...asked, ...further],
    hiddenAuthors: [...profile.hiddenAuthors],
    hiddenWords: [...profile.hiddenWords],
    language: profile.language,
    languages: await desk.packs.languages(),
    samples,
    seen: profile.seen.size,
    enjoyed: [...profile.history.values()].filter(({ strength }) => strength >= enjoyedFrom).length,
  };
}

function isShown(trait: string): trait is Trait {
  return /^(?:author|tag):/.test(trait);
}

export async function change(desk: Desk, asked: Change): Promise<void> {
  await remember(desk, (remembered) => {
    const { profile } = remembered;
    if (asked.what === 'wish') wish(profile, asked.trait, asked.amount);
    else if (asked.what === 'author') {
      if (asked.hidden) hideAuthor(profile, asked.handle);
      else profile.hiddenAuthors.delete(asked.handle);
    } else if (asked.what === 'word') {
      if (asked.hidden) hideWord(profile, asked.word);
      else profile.hiddenWords.delete(asked.word);
    } else if (asked.what === 'language') profile.language = asked.language;
    else remembered.samples = asked.on;
  });
  if (asked.what === 'samples' && !asked.on) await desk.signals.forget();
}

/** Resolves with how much of it was asked for before. */
export function lessOf(desk: Desk, trait: Trait): Promise<number> {
  return remember(desk, ({ profile }) => {
    const before = profile.wishes.get(trait) ?? 0;
    wantLess(profile, trait);
    return before;
  });
}

export async function exportAll(desk: Desk): Promise<string> {
  return exportProfile((await recall(desk)).profile);
}

/** False where the text is no profile, and nothing has changed. */
export async function importAll(desk: Desk, text: string): Promise<boolean> {
  try {
    const profile = importProfile(text);
    await remember(desk, (remembered) => void (remembered.profile = profile));
    return true;
  } catch (error) {
    if (error instanceof ProfileError) return false;
    throw error;
  }
}

/** Taste and wishes go; whether samples may be sent is no taste, and stays. */
export async function reset(desk: Desk): Promise<void> {
  await remember(desk, (remembered) => void (remembered.profile = emptyProfile()));
  await desk.signals.forget();
  desk.handed.clear();
}
