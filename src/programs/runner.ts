import type { Process } from '../facts/processes/types.js';
import { isRunner } from './family.js';
import { occursOnce } from './fixes/edit.js';
import { invocationOf } from './invocation.js';
import type { Situation } from './program.js';
import { type Arguments, commandInScript } from './sources/npm-script.js';

/** The server below a runner (npm, nodemon): its first descendant that is no runner and no shell; else itself. */
export function serverBelow(process: Process, processes: readonly Process[]): Process {
  if (!isRunner(process)) return process;
  const queue = [process];
  const seen = new Set<number>();
  for (let each = queue.shift(); each && seen.size < 64; each = queue.shift()) {
    if (seen.has(each.pid)) continue;
    seen.add(each.pid);
    if (!isRunner(each) && invocationOf(each).language !== 'shell') return asWritten(each, processes);
    queue.push(...processes.filter(other => other.parent === each.pid));
  }
  return process;
}

/** A server that shows a title, with the command that its script in package.json gives it. */
function asWritten(process: Process, processes: readonly Process[]): Process {
  const command = commandInScript(process, processes);
  return command ? { ...process, command } : process;
}

/** The arguments of the server below a runner, and those that a changed command has for it; its interpreter's where those change. */
export function argumentsBelow(
  { process, processes }: Situation,
  command: readonly string[],
): Arguments & { readonly below: Process } {
  const below = serverBelow(process, processes);
  const [now, then] = [invocationOf(below), invocationOf({ ...below, command })];
  if (now.args.join(' ') === then.args.join(' '))
    return { below, before: now.head.slice(1), after: then.head.slice(1) };
  return { below, before: now.args, after: then.args };
}

/**
 * npm's title as it would have to be typed: the title leaves out the -- after which words are not npm's own
 * (docs.npmjs.com, "npm exec", "npm run").
 */
export function asTyped(words: readonly string[]): readonly string[] {
  const [program, verb = ''] = words;
  if (program !== 'npm' || words.includes('--')) return words;
  const runs = /^(run|run-script|rum|urn)$/.test(verb);
  const start = runs ? 3 : /^(exec|x|start|test|restart|stop)$/.test(verb) ? 2 : words.length;
  const own = words.slice(start);
  const needed = /^(exec|x)$/.test(verb) ? own.length > 0 : own.some(word => word.startsWith('-'));
  return needed ? [...words.slice(0, start), '--', ...own] : words;
}

/** The runner's own words, where the old arguments stand among them (`npx vite --host …`, `nodemon --exec "…"`). */
function withinRunner(words: readonly string[], { before, after }: Arguments): readonly string[] | undefined {
  if (before.length === 0) return undefined;
  const text = before.join(' ');
  const inside = words.flatMap((word, at) => (before.length > 1 && occursOnce(word, text) ? [at] : []));
  if (inside.length === 1)
    return words.with(
      inside[0]!,
      words[inside[0]!]!.replace(text, () => after.join(' ')),
    );
  const starts = words.flatMap((_, at) => (before.every((word, k) => words[at + k] === word) ? [at] : []));
  const [start] = starts;
  if (start === undefined || starts.length > 1) return undefined;
  return [...words.slice(0, start), ...after, ...words.slice(start + before.length)];
}

/** Those that run several commands, and know no words of theirs. */
const ofSeveral = /^(concurrently|foreman|honcho|overmind|hivemind|goreman)$/;
/** `npm run web` within a script takes options that are added to it for npm's own; `npx web` hands them on. */
const scriptOfNpm = /^npm(?:-cli\.js)? (?:run|run-script|rum|urn|start|test)\b/;

/** Whether words that are added to a runner's command get to the server below it. */
function handsOn(runner: Process, below: Process, processes: readonly Process[]): boolean {
  const between: Process[] = [];
  for (let pid = below.parent; pid !== runner.pid && between.length < 64; pid = between.at(-1)!.parent) {
    const parent = processes.find(each => each.pid === pid);
    if (!parent) break;
    between.push(parent);
  }
  const isScript = (process: Process) => {
    const { name, args } = invocationOf(process);
    return scriptOfNpm.test(`${name} ${args[0]}`);
  };
  return (
    ![runner, ...between].some(each => ofSeveral.test(invocationOf(each).name)) && !between.some(isScript)
  );
}

/**
 * The runner's own command with what was changed below it handed through: `npm run dev -- --host 0.0.0.0`. Undefined
 * where the change is not one of added words, and the old ones are not the runner's.
 */
export function throughRunner(
  situation: Situation,
  command: readonly string[],
): readonly string[] | undefined {
  const { process, processes } = situation;
  const below = serverBelow(process, processes);
  if (below === process) return command;
  const before = [...below.command];
  while (before.at(-1) === '') before.pop();
  const shared = command.findIndex((word, at) => before[at] !== word);
  const added = command.slice(before.length);
  const { name, titled, head, args } = invocationOf(process);
  const words = titled
    ? asTyped([...head, ...args])
    : process.command.filter((word, at, all) => word !== '' || at < all.length - 1);
  if (shared >= 0 && shared < before.length) return withinRunner(words, argumentsBelow(situation, command));
  if (added.length === 0) return words;
  if (!handsOn(process, below, processes)) return undefined;
  const separated =
    /^npm/.test(name) && /\b(run|start|test|run-script)\b/.test(words.join(' ')) && !words.includes('--');
  return [...words, ...(separated ? ['--'] : []), ...added];
}
