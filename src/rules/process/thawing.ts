import type { Process } from '../../facts/processes/types.js';
import type { Step } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';

/** The files by which a process was frozen; its own group's where nobody looked. */
export const freezersOf = ({ freezers, cgroup }: Process): readonly string[] =>
  freezers?.length ? freezers : [`/sys/fs/cgroup${cgroup ?? ''}/cgroup.freeze`];

/** The group that was frozen, as its path below its hierarchy: the process's own, or one above it. */
export const iceOf = (process: Process): string =>
  (freezersOf(process).at(-1) ?? '').replace(
    /^\/sys\/fs\/cgroup(?:\/freezer(?=.*freezer\.state$))?|\/[^/]*$/g,
    '',
  );

/** What thaws groups by the files that froze them, each once. */
export const thaw = (freezers: readonly string[]): readonly Step[] =>
  [...new Set(freezers)].map(file => ({
    do: 'run',
    command: `echo ${file.endsWith('freezer.state') ? 'THAWED' : '0'} >${quoted(file)}`,
  }));

/** What thaws all of them. */
export const thawing = (held: readonly Process[]): readonly Step[] => thaw(held.flatMap(freezersOf));
