import type { Change, Situation } from '../program.js';
import { spellings } from './address-words.js';
import { edited } from './edit.js';

/** How often an address stands in a text, comments left out. */
function countIn(text: string, address: string): number {
  const lines = text.split('\n').filter(line => !/^[ \t]*(?:#|;|\/\/)/.test(line));
  return spellings(address).reduce((sum, each) => sum + lines.join('\n').split(each).length - 1, 0);
}

/** Whether an address that stood in what a change changes, the files or the command, is there less often afterwards. */
export function leaves(change: Change, { process, configuration }: Situation, address: string): boolean {
  const texts = (change.edits ?? []).map(({ file }) => configuration.find(each => each.path === file)!);
  const pairs = [...new Set(texts)].map(file => [file.text, edited(file, change.edits!)] as const);
  if (change.command) pairs.push([process.command.join('\n'), change.command.join('\n')]);
  return pairs.some(([before, after]) => countIn(after, address) < countIn(before, address));
}
