import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { textOf } from '../text-of.js';
import { LONGEST, placeOf, scriptOf } from './by-source.js';

/** Calls that open a connection to a server, or ask one. */
const goes =
  /\b(?:connect(?:_ex)?|create_?connection|open_connection|urlopen|fetch|requests?\.\w+|\w*client|redis)\s*\(/i;
/** What begins something, and is no server. */
const runs = /\b(?:asyncio|anyio|trio|subprocess)\.run\w*\(/g;
/** Calls that serve, and modules that others serve by: what they do cannot be read in this file. */
const serves =
  /\b(?:listen|bind|accept|(?=\w*(?:serve|run))\w+|start\w*|launch)\s*\(|^(?=[^\n]*\b(?:import|require)\b)[^\n]*(?:server|serve|\bapp\b|\bapi\b|\bweb\b|[aw]sgi|flask|express|fastify|fastapi|uvicorn|aiohttp|tornado|twisted|django|grpc)/im;

/**
 * Whether a source opens connections, and has nothing in it that could listen: the port that it is given is where it goes.
 * Of one that was not read to its end, as bundles are, nobody knows.
 */
export const onlyGoes = (text: string): boolean =>
  text.length < LONGEST && goes.test(text) && !serves.test(text.replace(runs, ''));

/** Whether a process runs such a script: `python3 worker.py 127.0.0.1 6379`, which could be a server's words just as well. */
export function goesBySource(system: System, pid: number): boolean {
  const path = scriptOf(textOf(system, `/proc/${pid}/cmdline`, 4096).split('\0'));
  const text = path && attempt(() => system.read(placeOf(pid, path), LONGEST));
  return text ? onlyGoes(text) : false;
}
