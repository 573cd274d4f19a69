import type { Process } from '../../facts/processes/types.js';
import { spells } from '../../programs/fixes/address-words.js';
import type { Situation } from '../../programs/program.js';
import { serviceFolder } from '../../programs/supervision/service-folder.js';
import { changedSince } from '../changed-since.js';
import { type ChangedLine, quotedLine } from './changed-line.js';
import { anyAddress } from './program-not-read.js';

/**
 * The script by which runit, s6 or daemontools runs the server, where it was changed since: the command has the bound
 * address, and the script has another one in its place.
 */
export function serviceScript(
  server: Process,
  { processes, configuration }: Pick<Situation, 'processes' | 'configuration'>,
  address: string,
): ChangedLine | undefined {
  const folder = serviceFolder(server, processes);
  const file = folder && configuration.find(({ path }) => path === `${folder.path}/run`);
  if (!file || !changedSince(file, server.startedAt)) return undefined;
  if (!spells(server.command.join(' '), address) || spells(file.text, address)) return undefined;
  const line = file.text.split('\n').find(each => !each.startsWith('#') && anyAddress.test(each));
  return line === undefined ? undefined : { file, line: quotedLine(line) };
}
