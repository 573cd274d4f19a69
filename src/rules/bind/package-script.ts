import { mentionsPort } from '../../facts/processes/candidates.js';
import type { Process } from '../../facts/processes/types.js';
import { spellings } from '../../programs/fixes/address-words.js';
import type { Situation } from '../../programs/program.js';
import { changedScript } from '../../programs/sources/npm-script.js';
import { changedSince } from '../changed-since.js';
import type { ChangedLine } from './changed-line.js';

const lineOf = (now: string): string => now.slice(0, 120);

/** The script of package.json that started the server is another one since, and the bound address is in the old one alone. */
export function scriptForAddress(
  server: Process,
  files: Situation['configuration'],
  address: string,
): ChangedLine | undefined {
  const found = changedScript(server, files);
  // npm 6 has what was given after `--` in it too.
  if (!found || !changedSince(found.file, server.startedAt)) return undefined;
  const holds = (script: string) => spellings(address).some(word => script.includes(word));
  return holds(found.old) && !holds(found.now) ? { file: found.file, line: lineOf(found.now) } : undefined;
}

/** The same of a port, which is in the new one alone. */
export function scriptForPort(
  server: Process,
  files: Situation['configuration'],
  port: number,
): ChangedLine | undefined {
  const found = changedScript(server, files);
  if (!found || !changedSince(found.file, server.startedAt)) return undefined;
  const names = (script: string) => mentionsPort(script.split(/\s+/), port);
  return names(found.now) && !names(found.old) ? { file: found.file, line: lineOf(found.now) } : undefined;
}
