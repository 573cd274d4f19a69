/** A row of /proc/PID/limits. */
interface Limit {
  readonly soft: number;
  readonly hard: number;
}

/** What servers are given more or less of (ulimit of bash(1)): its option, the kernel's name for it, bytes to a unit. */
const kinds: readonly (readonly [string, string, number])[] = [
  ['n', 'Max open files', 1],
  ['u', 'Max processes', 1],
  ['v', 'Max address space', 1024],
  ['s', 'Max stack size', 1024],
  ['l', 'Max locked memory', 1024],
];

const numberOf = (word: string): number => (word === 'unlimited' ? Number.POSITIVE_INFINITY : Number(word));

const rows = new RegExp(
  `^(${kinds.map(([, name]) => name).join('|')}) +(\\d+|unlimited) +(\\d+|unlimited)`,
  'gm',
);

/** By the kernel's name for each. */
function limitsIn(text: string | undefined): ReadonlyMap<string, Limit> {
  const found = [...(text ?? '').matchAll(rows)];
  return new Map(
    found.map(([, name, soft, hard]) => [name!, { soft: numberOf(soft!), hard: numberOf(hard!) }]),
  );
}

/** One limit, as ulimit is told it; nothing where the caller's own is the same, or nobody but root may set it. */
function words(theirs: Limit, ours: Limit, option: string, unit: number, root: boolean): readonly string[] {
  const word = (value: number) => (Number.isFinite(value) ? String(Math.floor(value / unit)) : 'unlimited');
  const soft = `-S${option} ${word(theirs.soft)}`;
  if (theirs.hard !== ours.hard && (theirs.hard < ours.hard || root)) {
    if (theirs.soft === theirs.hard) return [`-${option} ${word(theirs.hard)}`];
    const hard = `-H${option} ${word(theirs.hard)}`;
    // The soft limit never lies above the hard one, not even between two lines.
    return theirs.soft <= ours.hard ? [soft, hard] : [hard, soft];
  }
  // Many programs raise their own soft limit as far as they may.
  const given = theirs.soft < theirs.hard && theirs.soft !== ours.soft && theirs.soft <= ours.hard;
  return given ? [soft] : [];
}

/**
 * What ulimit is told so that a process gets the limits that this one has, and the caller's shell would not give it:
 * '-n 4096', '-Ss 16384'. Both are texts of /proc/PID/limits. Nobody but root may have more than what they have.
 */
export function limitsApart(
  own: string | undefined,
  caller: string | undefined,
  root: boolean,
): readonly string[] {
  if (own === caller) return [];
  const [all, allOurs] = [limitsIn(own), limitsIn(caller)];
  return kinds.flatMap(([option, name, unit]) => {
    const [theirs, ours] = [all.get(name), allOurs.get(name)];
    // Nothing can be started with room for no process: what has that took it from itself (haproxy).
    const shut = option === 'u' && theirs?.soft === 0;
    return theirs && ours && !shut ? words(theirs, ours, option, unit, root) : [];
  });
}
