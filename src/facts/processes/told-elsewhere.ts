import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { textOf } from '../text-of.js';
import { LONGEST, placeOf, scriptOf, setInDotenv, wordsOf } from './by-source.js';
import { mentionsPort } from './candidates.js';
import { servesBySource } from './serves-by-source.js';

/** The script that a process runs, where that says that it serves the port, unless told otherwise; undefined where it does not. */
export const scriptServing = (system: System, pid: number, port: number): string | undefined =>
  attempt(() => {
    const path = scriptOf(wordsOf(system.read(`/proc/${pid}/cmdline`, 4096)));
    const says = path !== undefined && servesBySource(system.read(placeOf(pid, path), LONGEST), port);
    return says ? path : undefined;
  });

/** Whether the process was told this port, by PORT, an argument or its .env: it is no second one of its own, as for metrics. */
export const wasToldPort = (system: System, pid: number, script: string, port: number): boolean =>
  textOf(system, `/proc/${pid}/environ`, LONGEST).split('\0').includes(`PORT=${port}`) ||
  mentionsPort(wordsOf(textOf(system, `/proc/${pid}/cmdline`, 4096)), port) ||
  setInDotenv(system, pid, script, port);
