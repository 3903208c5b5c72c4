/** The few things that Intl does for us, made once for a language. */
export function formatters(locale: string) {
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const plurals = new Intl.PluralRules(locale);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const integer = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const size = new Intl.NumberFormat(locale, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 });
  return {
    /** 1234567 bytes → “1.2 MB”. */
    megabytes: (bytes: number) => size.format(bytes / 1_000_000).replace(' ', '\u00a0'),
    /** 1234 → “1,234”. */
    whole: (n: number) => integer.format(n),
    /** 12345 → “12.3K”. */
    count: (n: number) => compact.format(n),
    /** Picks the form for a number; the form may hold `#` where the number goes. */
    plural: (n: number, one: string, other: string) =>
      (plurals.select(n) === 'one' ? one : other).replace('#', compact.format(n)),
    /** How long ago an instant was; after a month its date. */
    ago: (instant: string, now = Date.now()) => ago(relative, date, Date.parse(instant), now),
    /** 75 → “1:15”. */
    clock: (seconds: number) =>
      `${Math.floor(seconds / 60)}:${Math.floor(seconds % 60)
        .toString()
        .padStart(2, '0')}`,
  };
}

const steps = [
  { unit: 'minute', seconds: 60 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'day', seconds: 86_400 },
] as const;

function ago(relative: Intl.RelativeTimeFormat, date: Intl.DateTimeFormat, then: number, now: number) {
  const seconds = Math.max(0, (now - then) / 1000);
  if (seconds < 60) return relative.format(0, 'second');
  if (seconds > 30 * 86_400) return date.format(then);
  const step = steps.findLast((each) => seconds >= each.seconds) ?? steps[0];
  return relative.format(-Math.floor(seconds / step.seconds), step.unit);
}
