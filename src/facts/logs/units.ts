import { doorOn } from '../../programs/door.js';
import { unitFilesNaming } from '../../programs/supervision/unit-files.js';
import type { System } from '../../system/system.js';
import type { LogPlace } from './read.js';

const most = 8;

/** StandardOutput= and StandardError= that name a file (systemd.exec(5)); without % specifiers, which would be guessed. */
const FILE = /^[ \t]*Standard(?:Output|Error)[ \t]*=[ \t]*(?:append|file|truncate):(\/[^\s%]+)[ \t]*$/gm;

/**
 * The files that services of this machine's own write to which are to serve the port by their files: what an ordinary
 * user, whom systemd and its journal may tell nothing, can still read.
 */
export const logsOfWritten = (system: System, port: number): readonly LogPlace[] =>
  unitFilesNaming(doorOn(system), port)
    .flatMap(({ text }) => [...text.matchAll(FILE)].map(([, path]) => path!))
    .slice(0, most)
    .map(path => ({ path, because: 'unit', pid: null }));
