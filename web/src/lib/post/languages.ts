/** What a clip may be said to speak, beside the interface's own; BCP 47. Any other is `not said`. */
const tags =
  'ar bg bn ca cs da de el en es et eu fa fi fr he hi hr hu id it ja ko lt lv ms nb nl pl pt ro ru sk sl sr sv sw ta th tl tr uk ur vi zh'.split(
    ' ',
  );

/** Languages with their names in the reader's language, in its order. */
export function languagesIn(locale: string): readonly { tag: string; name: string }[] {
  const names = new Intl.DisplayNames(locale, { type: 'language' });
  const { compare } = new Intl.Collator(locale);
  return tags
    .map((tag) => ({ tag, name: names.of(tag) ?? tag }))
    .sort((one, other) => compare(one.name, other.name));
}
