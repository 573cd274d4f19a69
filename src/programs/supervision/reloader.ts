import type { Process } from '../../facts/processes/types.js';
import { isRunner, mereRunners } from '../family.js';
import { invocationOf } from '../invocation.js';

/** Options by which servers start themselves again when a file changes: Uvicorn, Hypercorn, Quart, Sanic, Pyramid … */
const reloads = /^--(?:auto-?)?reload$|^--watch$|^--dev$/;

/**
 * A server that lives on when what it runs has crashed, and waits for a change of the files: Django's runserver unless
 * it is told --noreload, a server that was started with --reload, and what runs others (nodemon, node --watch).
 */
export function outlives(process: Process): boolean {
  if (isRunner(process)) return true;
  const { args, script, name } = invocationOf(process);
  if (args.some(word => reloads.test(word))) return true;
  const django = args[0] === 'runserver' && (script !== null || /^django(?:-admin)?(?:\.py)?$/.test(name));
  return django && !args.includes('--noreload');
}

/** Runs something, and starts nothing again by itself. */
const isMere = (name: string): boolean => name === 'go' || mereRunners.has(name);

/** Of those, the ones that start the server again when a file is saved. forever does so when it ends, and by its option only for a file. */
export function watches(process: Process): boolean {
  const { name, args } = invocationOf(process);
  if (name === 'forever') return args.some(word => /^(?:-w|--watch)$/.test(word));
  return outlives(process) && !isMere(name) && !isMere(process.name);
}

/** They run any command when a file changes, tests and builds too: with nothing below them they have done their work. */
const forAnything = new Set(['entr', 'watchexec', 'watchmedo']);

/** A watcher of servers with nothing below it, as nodemon is after a clean exit. */
export const isIdleWatcher = (process: Process): boolean =>
  process.children.length === 0 &&
  isRunner(process) &&
  watches(process) &&
  !forAnything.has(invocationOf(process).name);
