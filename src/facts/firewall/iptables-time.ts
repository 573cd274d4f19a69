import { match, meta, undecided } from './iptables-match.js';
import type { Option } from './iptables-words.js';
import type { Json, Statement } from './types.js';

const DAY = 86_400;

/** `08:00:00` as seconds of the day. */
const secondsOf = (text: string): number => {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds;
};

const wordOf = (name: string, all: readonly Option[]): string | undefined =>
  all.find(option => option.name === name)?.values[0];

/** The hours of the day, both ends included; from the evening on, those of the night (xt_time.c). */
function hours(all: readonly Option[]): Statement {
  const start = secondsOf(wordOf('--timestart', all) ?? '00:00');
  const stop = secondsOf(wordOf('--timestop', all) ?? '23:59:59');
  const left = meta('utc hour');
  if (start <= stop) return match(left, { range: [start, stop] }, false);
  return match(left, { range: [(stop + 1) % DAY, start - 1] }, true);
}

type Translate = (option: Option, family: 'ip' | 'ip6', all: readonly Option[]) => Statement | Statement[];

const date =
  (range: (text: string) => readonly Json[]): Translate =>
  ({ values }) =>
    match(meta('utc time'), { range: range(values[0] ?? '') }, false);

/** The options of -m time, which counts in UTC unless it is told to take the kernel's time zone. */
export const timeOptions: Readonly<Record<string, Translate>> = {
  '--timestart': (_, __, all) => hours(all),
  '--timestop': (_, __, all) => (wordOf('--timestart', all) === undefined ? hours(all) : []),
  '--weekdays': ({ values, negated }) =>
    match(meta('utc day'), { set: (values[0] ?? '').split(',') }, negated),
  '--datestart': date(text => [text, '2100-01-01T00:00:00']),
  '--datestop': date(text => ['1970-01-01T00:00:00', text]),
  '--monthdays': () => undecided('time --monthdays'),
  '--kerneltz': () => undecided('time --kerneltz'),
  '--contiguous': () => undecided('time --contiguous'),
};
