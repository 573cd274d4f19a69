import { spells } from '../../programs/fixes/address-words.js';
import { recognised } from '../../programs/identify.js';
import { invocationOf, optionsInVariable } from '../../programs/invocation.js';
import type { Situation } from '../../programs/program.js';

/**
 * The command line has the address: it wins over any file. A title says where the program listens, whoever told it, but
 * for one that has the command line in it, as sshd's does.
 */
export function isTold({ process, processes }: Situation, address: string): boolean {
  const { program, candidate } = recognised(process, processes) ?? {};
  const titled = invocationOf(process).titled;
  const words = titled ? candidate && program?.startedAs?.(candidate) : process.command;
  return spells([...(words ?? []), ...optionsInVariable(process)].join(' '), address);
}
