import { programOf } from './command-name.js';

/** The numbers of /proc/PID/stat that a diagnosis uses (proc_pid_stat(5)). */
export interface Stat {
  readonly name: string;
  readonly state: string;
  readonly parent: number;
  readonly processGroup: number;
  readonly session: number;
  readonly terminal: string | null;
  readonly foregroundGroup: number;
  /** It was forked, and has run no program since: PF_FORKNOEXEC of include/linux/sched.h. */
  readonly forked: boolean;
  readonly cpuTicks: number;
  readonly threads: number;
  /** Clock ticks after boot. */
  readonly startTicks: number;
}

/**
 * Parses /proc/PID/stat. The name stands in parentheses and may hold any byte, parentheses and newlines among them,
 * so the fields begin after the last one. Undefined for a text that is none.
 */
export function parseStat(text: string): Stat | undefined {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return undefined;
  const fields = text
    .slice(close + 2)
    .trim()
    .split(' ');
  if (fields.length < 20) return undefined;
  const number = (field: number) => Number(fields[field - 3]);
  return {
    name: programOf(text.slice(open + 1, close)),
    state: fields[0] ?? '?',
    parent: number(4),
    processGroup: number(5),
    session: number(6),
    terminal: terminalName(number(7)),
    foregroundGroup: number(8),
    forked: (number(9) & 0x40) !== 0,
    cpuTicks: number(14) + number(15),
    threads: number(20),
    startTicks: number(22),
  };
}

/** The terminal's name from its device number (admin-guide/devices.txt): 136–143 pts, 4 tty and ttyS. */
function terminalName(device: number): string | null {
  if (device === 0) return null;
  const major = (device >> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >> 12) & 0xfff00);
  if (major >= 136 && major <= 143) return `pts/${(major - 136) * 256 + minor}`;
  if (major === 4) return minor < 64 ? `tty${minor}` : `ttyS${minor - 64}`;
  return `${major}:${minor}`;
}
