import type { Unit } from '../../facts/units/types.js';
import { spellings } from '../../programs/address-words.js';
import { restartFix } from '../../programs/fixes.js';
import type { Situation } from '../../programs/program.js';
import { defineRule } from '../rule.js';
import { at, named } from '../serving.js';
import { addressMayUse, addressNeeds, missedBy, situationFor } from './address.js';

/** Lines by which configuration files say where to listen. */
const directive =
  /(?:^|[{;])[ \t]*(?:listen|listenaddress|listen_addresses|bind|bind-address|bind_ip|bindip|host|address)\b[^;\n]*/gim;
/** A start time is known to the second only. */
const slack = 1000;

/** An address in a command line, with or without a port. */
const anyAddress = /(?:^|[\s=])(?:\d+\.\d+\.\d+\.\d+|\[?[\da-f]*::[\da-f:]*\]?)(?=$|[\s:])/i;

/** The unit of a process that still runs with an address which the unit's command, loaded anew, names no more. */
function changedUnit({ process, units }: Situation, address: string): Unit | undefined {
  const spelled = (line: string) => spellings(address).some(word => line.includes(word));
  return units.find(
    each =>
      each.mainPid === process.pid &&
      spelled(process.command.join(' ')) &&
      !spelled(each.command) &&
      anyAddress.test(each.command),
  );
}

/**
 * A file that says where to listen was changed after the program started, and no line of its configuration names the
 * address that it has bound: it still has what an older file said.
 */
export const rule = defineRule({
  code: 'bind/config-not-in-effect',
  needs: addressNeeds,
  mayUse: addressMayUse,
  check(facts, question) {
    for (const listener of missedBy(facts, question)) {
      const situation = situationFor(facts, listener);
      if (!situation) continue;
      const { process, processes, configuration } = situation;
      const { address, port } = listener.local;
      const who = named(process, processes);
      const unit = changedUnit(situation, address);
      if (unit)
        return {
          severity: 'error',
          summary: `${unit.name} would run "${unit.command}" by now, but ${who} was started before that and still listens on ${at(address, port)}.`,
          says: `${address}, from before the change`,
          evidence: [
            { fact: 'units', says: `ExecStart of ${unit.name}: ${unit.command}`, source: 'systemctl show' },
            {
              fact: 'processes',
              says: `pid ${process.pid} runs ${process.command.join(' ')}`,
              source: `/proc/${process.pid}/cmdline`,
            },
          ],
          fixes: [restartFix(situation, 'Restart it, so that the new command holds')],
          outcome: 'refused',
        };
      const changed = configuration.find(file => file.modifiedAt > process.startedAt + slack);
      const lines = configuration.flatMap(({ text }) => text.match(directive) ?? []);
      const meant = changed?.text.match(directive)?.find(line => new RegExp(`\\b${port}\\b`).test(line));
      const inEffect = lines.some(line => spellings(address).some(word => line.includes(word)));
      if (!changed || !meant || inEffect) continue;
      return {
        severity: 'error',
        summary: `${changed.path} says "${meant.replace(/^[\s{;]+/, '').trim()}" and was changed after ${who} started; it still listens on ${at(address, port)}.`,
        says: `${address}, from before the change`,
        evidence: [
          {
            fact: 'configuration',
            says: `changed ${new Date(changed.modifiedAt).toISOString()}, pid ${process.pid} started ${new Date(process.startedAt).toISOString()}`,
            source: `${changed.path}, /proc/${process.pid}/stat`,
          },
          {
            fact: 'sockets',
            says: `${who} listens on ${at(address, port)}`,
            source: 'sock_diag or /proc/net',
          },
        ],
        fixes: [restartFix(situation, 'Restart it: a reload does not move a socket that is in its own way')],
        outcome: 'refused',
      };
    }
    return undefined;
  },
});
