import { questionTyped } from '../render/question.js';
import type { FixOptions } from './fix.diagnosed.js';

/** `netcheck fix` asked of the same target from the same places, as it is typed. */
export const fixAgain = ({ target, from, 4: four, 6: six }: FixOptions): string =>
  `netcheck fix ${questionTyped(target, four ? 4 : six ? 6 : undefined, from === 'any' ? undefined : from)}`;

/** The same with the number of a fix, for root. */
export const sudoAgain = (options: FixOptions): string =>
  [`sudo ${fixAgain(options)}`, ...(options.fix && options.fix !== '1' ? [`--fix ${options.fix}`] : [])].join(
    ' ',
  );
