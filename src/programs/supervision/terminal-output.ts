import type { Process } from '../../facts/processes/types.js';

/** Whether a descriptor leads to a terminal: what /proc/PID/fd says of it, '/dev/pts/3', '/dev/pts/3 (deleted)', '/dev/tty1'. */
export const isTerminal = (path: string | null): boolean => /^\/dev\/(pts\/\d|tty)/.test(path ?? '');

/** Whether what a process says goes to a terminal. */
export const writesToTerminal = ({ output, errors }: Process): boolean => [output, errors].some(isTerminal);

/** Whether it leads to a pseudo-terminal that was closed: devpts has taken its name away. */
export const isGone = (path: string | null): boolean => /^\/dev\/pts\/\d+ \(deleted\)$/.test(path ?? '');

/** Whether it leads to another program: through a pipe, or the pair of sockets that ksh93 and sshd make in its place. */
export const isPipe = (path: string | null): boolean => /^(pipe|socket):/.test(path ?? '');

/** The closed terminal that a process still writes to, 'pts/3'; undefined where it writes to none. */
export const goneTerminalOf = ({ output, errors }: Process): string | undefined =>
  [errors, output].find(isGone)?.slice('/dev/'.length).replace(' (deleted)', '');
