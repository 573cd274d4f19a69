import { mentionsPort } from '../../facts/processes/candidates.js';
import type { Process } from '../../facts/processes/types.js';
import { spells } from '../../programs/fixes/address-words.js';
import type { Situation } from '../../programs/program.js';
import { changedScript } from '../../programs/sources/npm-script.js';
import { changedSince } from '../changed-since.js';
import { type ChangedLine, quotedLine } from './changed-line.js';

/** The script of package.json that started the server, where it was changed since, from `old` to `now`, as is meant. */
function newScript(
  server: Process,
  files: Situation['configuration'],
  isMeant: (old: string, now: string) => boolean,
): ChangedLine | undefined {
  const found = changedScript(server, files);
  return found && changedSince(found.file, server.startedAt) && isMeant(found.old, found.now)
    ? { file: found.file, line: quotedLine(found.now) }
    : undefined;
}

/** A script that has the bound address no more; npm 6 has what was given after `--` in it too. */
export function scriptForAddress(
  server: Process,
  files: Situation['configuration'],
  address: string,
): ChangedLine | undefined {
  return newScript(server, files, (old, now) => spells(old, address) && !spells(now, address));
}

/** A script that names the port, as the old one did not. */
export function scriptForPort(
  server: Process,
  files: Situation['configuration'],
  port: number,
): ChangedLine | undefined {
  const names = (script: string) => mentionsPort(script.split(/\s+/), port);
  return newScript(server, files, (old, now) => names(now) && !names(old));
}
