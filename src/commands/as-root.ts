import { quoted } from '../programs/shell.js';
import type { FixOptions } from './fix.js';

/** `netcheck fix` with the same options for root, as it is typed. */
export const sudoAgain = (options: FixOptions): string =>
  [
    `sudo netcheck fix ${quoted(options.target)}`,
    ...(options['4'] ? ['-4'] : []),
    ...(options['6'] ? ['-6'] : []),
    ...(options.from ? [`--from ${quoted(options.from)}`] : []),
    ...(options.fix ? [`--fix ${options.fix}`] : []),
  ].join(' ');
