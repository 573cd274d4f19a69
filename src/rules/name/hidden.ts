import type { FileLine } from '../../facts/names/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import type { Evidence } from '../rule.js';

/** What hides the name, what shows it, and what to do about it. */
export interface Hidden {
  readonly summary: string;
  readonly says: string;
  readonly evidence: readonly Evidence[];
  readonly fixes: readonly Fix[];
}

/** A line of a file, as evidence. */
export const shown = ({ file, line, text }: FileLine): Evidence => ({
  fact: 'names',
  says: `line ${line}: ${text.trim()}`,
  source: file,
});

/** The fix that writes a line of a file anew. */
export const edit = (title: string, line: FileLine, replace: string): Fix => ({
  title,
  steps: [
    { do: 'edit', file: line.file, find: `${line.before}${line.text}`, replace: `${line.before}${replace}` },
  ],
  needsRoot: true,
});
