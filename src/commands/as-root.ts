import { questionTyped } from '../render/question.js';
import type { FixOptions } from './fix.diagnosed.js';

/** `netcheck fix` with the same options for root, as it is typed. */
export const sudoAgain = ({ target, from, fix, 4: four, 6: six }: FixOptions): string =>
  [
    `sudo netcheck fix ${questionTyped(target, four ? 4 : six ? 6 : undefined, from)}`,
    ...(fix ? [`--fix ${fix}`] : []),
  ].join(' ');
