import { spells } from '../../programs/fixes/address-words.js';
import { recognised } from '../../programs/identify.js';
import { baseName, invocationOf, optionsInVariable } from '../../programs/invocation.js';
import type { Situation } from '../../programs/program.js';

/**
 * The command of its unit is another program, which makes the server's of a file that it is given: memcached's in Debian.
 * One that names the address itself, or is among the server's words, as a script is to its interpreter, makes none.
 */
const madeOfFile = ({ process, units, configuration }: Situation, address: string): boolean =>
  units.some(
    ({ mainPid, command }) =>
      mainPid === process.pid &&
      !spells(command, address) &&
      !process.command.some(word => baseName(word) === baseName(command.split(' ', 1)[0]!)) &&
      configuration.some(({ path }) => command.endsWith(` ${path}`)),
  );

/**
 * The command line has the address: it wins over any file. A title says where the program listens, whoever told it, but
 * for one that has the command line in it, as sshd's does.
 */
export function isTold(situation: Situation, address: string): boolean {
  const { process, processes } = situation;
  if (madeOfFile(situation, address)) return false;
  const { program, candidate } = recognised(process, processes) ?? {};
  const titled = invocationOf(process).titled;
  const words = titled ? candidate && program?.startedAs?.(candidate) : process.command;
  return spells([...(words ?? []), ...optionsInVariable(process)].join(' '), address);
}
