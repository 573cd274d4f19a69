import { quoted } from '../programs/shell.js';

/** A question as it is typed: the target, and the family and the client where one was named. */
export const questionTyped = (target: string, family: 4 | 6 | undefined, from: string | undefined): string =>
  [quoted(target), ...(family ? [`-${family}`] : []), ...(from ? [`--from ${quoted(from)}`] : [])].join(' ');
