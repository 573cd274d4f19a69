import type { Process } from '../facts/processes/types.js';
import { remembering } from '../net/remember.js';
import { absolutePath } from './door.js';
import { recognised } from './identify.js';
import { invocationOf } from './invocation.js';

/** Those runners that start nothing again by themselves. */
export const mereRunners: ReadonlySet<string> = new Set(
  [
    'npm npx yarn pnpm bun artisan npm-cli.js npx-cli.js yarn.js yarnpkg pnpm.cjs cross-env cross-env-shell dotenv env-cmd',
    'foreman honcho overmind hivemind goreman concurrently',
  ].flatMap(names => names.split(' ')),
);

/** What starts a server in a child of its own and would start it again, or ends with it. */
const runners = new Set([
  ...mereRunners,
  ...'nodemon tsx ts-node-dev forever watchmedo watchexec entr air'.split(' '),
]);

const samePlace = (a: Process, b: Process): boolean =>
  a.uid === b.uid && (a.networkNamespace === null || a.networkNamespace === b.networkNamespace);

/** The same command, though one of them was started by whole paths: a reloader and its child. */
export const sameCommand = (a: Process, b: Process): boolean =>
  a.command.length > 0 &&
  a.command.length === b.command.length &&
  a.command.every((word, at) => {
    const other = b.command[at]!;
    // The program itself may have been found by PATH.
    return word === other || (at === 0 && other.endsWith(`/${word}`)) || samePath(word, other, a.directory);
  });

/** Werkzeug's reloader starts its child by whole paths, whatever way itself was called. */
const samePath = (called: string, whole: string, directory: string | null): boolean =>
  directory !== null &&
  whole.startsWith('/') &&
  !called.startsWith('-') &&
  absolutePath(called, directory) === absolutePath(whole, directory);

/** `npm run …`, `go run …` and their kin, by the words of a command line or the title that npm gives itself. */
export function isRunner(process: Process): boolean {
  const { name, language, head, args } = invocationOf(process);
  if (runners.has(name) || runners.has(process.name)) return true;
  if (name === 'go' && args[0] === 'run') return true;
  return language === 'node' && head.some(word => word === '--watch' || word.startsWith('--watch='));
}

/** `sh -c "command"`: the shell between a runner and what it runs. */
const isRunnersShell = (process: Process): boolean =>
  invocationOf(process).language === 'shell' && process.command.some(word => /^-[a-z]*c$/.test(word));

/** Each of some thousand workers is asked for its master. */
const byPidOf = remembering(
  (processes: readonly Process[]): ReadonlyMap<number, Process> =>
    new Map(processes.map(each => [each.pid, each])),
);

/**
 * The process to end and start again so that this one changes: the master of a worker, the parent of a reloader's
 * child, the `npm run` or nodemon that holds it. Its own self where nothing holds it.
 */
export function masterOf(process: Process, processes: readonly Process[]): Process {
  const byPid = byPidOf(processes);
  let top = process;
  const seen = new Set([process.pid]);
  for (
    let parent = byPid.get(top.parent);
    parent && !seen.has(parent.pid);
    parent = byPid.get(parent.parent)
  ) {
    seen.add(parent.pid);
    if (holds(parent, top, processes) && holdsAll(parent, top)) top = parent;
    else if (!isRunnersShell(parent) || !held(parent, byPid)) break;
  }
  return top;
}

/** A runner holds what it runs whoever it is; a master shares the program with its workers. */
function holds(parent: Process, child: Process, processes: readonly Process[]): boolean {
  if (isRunner(parent)) return true;
  if (sameCommand(parent, child)) return true;
  const theirs = recognised(parent, processes);
  if (!theirs || theirs.program.generic) return false;
  return theirs.program === recognised(child, processes)?.program;
}

const holdsAll = (parent: Process, child: Process): boolean =>
  parent.pid > 1 && (samePlace(parent, child) || parent.uid === 0);

/** A shell counts as a link only where a runner started it. */
function held(shell: Process, byPid: ReadonlyMap<number, Process>): boolean {
  const parent = byPid.get(shell.parent);
  return parent !== undefined && isRunner(parent);
}
