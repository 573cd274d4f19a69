import type { Socket } from '../../facts/sockets/types.js';
import { wildcardOf } from '../../net/address.js';
import type { Question } from '../../net/question.js';
import { spells } from '../../programs/fixes/address-words.js';
import type { Situation } from '../../programs/program.js';
import { commandOfProgram } from '../../programs/supervision/supervisord-programs.js';
import { runsAsBefore } from '../changed-since.js';
import type { Finding } from '../rule.js';
import { at, named } from '../serving.js';
import { type AddressFacts, boundElsewhere } from './address.js';
import { quotedLine } from './changed-line.js';
import { anyAddress, startsElsewhere } from './start-script.js';

/**
 * A program of supervisord runs with an address that its section has no more: `supervisorctl restart` starts it as it was,
 * and `update` reads the files first (supervisord.org, "supervisorctl Actions").
 */
export function programNotRead(
  facts: AddressFacts,
  { process, processes, configuration }: Situation,
  listener: Socket,
  { family }: Question,
): Finding | undefined {
  const { SUPERVISOR_PROCESS_NAME, SUPERVISOR_GROUP_NAME } = process.environment ?? {};
  const { address, port } = listener.local;
  const [name, command] =
    [SUPERVISOR_PROCESS_NAME, SUPERVISOR_GROUP_NAME]
      .map(each => [each, each && commandOfProgram(configuration, each)] as const)
      .find(
        ([, told]) =>
          told &&
          // What supervisord writes in for a variable may be the address: %(ENV_HOST)s.
          !told.includes('%(ENV_') &&
          spells(process.command.join(' '), address) &&
          !spells(told, address) &&
          (anyAddress.test(told) || startsElsewhere(told, process, processes, address)),
      ) ?? [];
  if (!command) return undefined;
  const said = quotedLine(`command=${command}`);
  const finding = boundElsewhere(facts, listener, {
    summary: `supervisord's ${name} has "${said}" in its file by now, but ${named(process, processes)} was started as supervisord read it before, and still listens on ${at(address, port)}.`,
    says: `${address}, from before the change`,
    wanted: wildcardOf(family),
  });
  return {
    ...finding,
    ...runsAsBefore,
    evidence: [
      { fact: 'configuration', says: said, source: `[program:${name}] of supervisord's files` },
      ...finding.evidence,
    ],
  };
}
