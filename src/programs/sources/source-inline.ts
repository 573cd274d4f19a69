import type { Candidate, Change, Wanted } from '../program.js';
import { sourceChanges } from './source.js';

/** The options after which an interpreter takes its program from the command line. */
const inline = /^(-[A-Za-z]*[ce]|-p|-r|--eval|--print)$/;

/** The address written in a program that the command line holds: `node -e '… listen(8000, "127.0.0.1")'`. */
export function inlineChanges(
  candidate: Candidate,
  bound: readonly string[],
  wanted: Wanted,
): readonly Change[] {
  const { head, args, language, titled } = candidate.invocation;
  const text = head.at(-1);
  if (titled || text === undefined || language === 'shell' || !inline.test(head.at(-2) ?? '')) return [];
  const file = { path: 'its command', text, modifiedAt: 0 };
  return sourceChanges([file], bound, wanted, candidate).map(({ edits = [], ...change }) => {
    const changed = edits.reduce((code, { find, replace }) => code.replace(find, () => replace), text);
    return edits.length === 0 ? change : { ...change, command: [...head.slice(0, -1), changed, ...args] };
  });
}
