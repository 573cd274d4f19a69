import type { Process } from '../facts/processes/types.js';
import { isRunner } from './family.js';
import { invocationOf } from './invocation.js';
import type { Situation } from './program.js';

/** The server below a runner (npm, nodemon): its first descendant that is no runner and no shell; else itself. */
export function serverBelow(process: Process, processes: readonly Process[]): Process {
  if (!isRunner(process)) return process;
  const queue = [process];
  const seen = new Set<number>();
  for (let each = queue.shift(); each && seen.size < 64; each = queue.shift()) {
    if (seen.has(each.pid)) continue;
    seen.add(each.pid);
    if (!isRunner(each) && invocationOf(each).language !== 'shell') return each;
    queue.push(...processes.filter(other => other.parent === each.pid));
  }
  return process;
}

/**
 * The runner's own command with what was changed below it handed through: `npm run dev -- --host 0.0.0.0`. Undefined
 * where the change is not one of added words.
 */
export function throughRunner(
  { process, processes }: Situation,
  command: readonly string[],
): readonly string[] | undefined {
  const below = serverBelow(process, processes);
  if (below === process) return command;
  const before = [...below.command];
  while (before.at(-1) === '') before.pop();
  const shared = command.findIndex((word, at) => before[at] !== word);
  const added = command.slice(before.length);
  if (shared >= 0 && shared < before.length) return undefined;
  const { name, titled, head, args } = invocationOf(process);
  const words = titled
    ? [...head, ...args]
    : process.command.filter((word, at, all) => word !== '' || at < all.length - 1);
  if (added.length === 0) return words;
  const separated =
    /^npm/.test(name) && /\b(run|start|test|run-script)\b/.test(words.join(' ')) && !words.includes('--');
  return [...words, ...(separated ? ['--'] : []), ...added];
}
