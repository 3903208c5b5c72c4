import type { Clip } from '../../../../contract/clips.ts';
import { tagsOf } from '../../../../ranker/content.ts';
import type { Trait } from './protocol.ts';
import { f } from './words.ts';

/** Of few topics, so that the menu stays short. */
const topics = 3;

/** What For You can be told to show less of when this clip is on the screen. */
export function lessOf({ maker, caption }: Clip): { readonly words: string; readonly trait: Trait }[] {
  return [
    { words: f().menu.lessOfAuthor(maker.handle), trait: `author:${maker.handle}` },
    ...tagsOf(caption)
      .slice(0, topics)
      .map((tag) => ({ words: f().menu.lessOfTopic(tag), trait: `tag:${tag}` as const })),
  ];
}
