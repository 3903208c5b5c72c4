import { kindOf, valueOf, type Trait } from '../../../../ranker/content.ts';

/** How people write it: a maker with @, a topic with #. */
export function nameOf(trait: Trait): string {
  const signs: Partial<Record<string, string>> = { author: '@', tag: '#' };
  return `${signs[kindOf(trait) ?? ''] ?? ''}${valueOf(trait)}`;
}
