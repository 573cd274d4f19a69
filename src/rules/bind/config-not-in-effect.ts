import { spellings } from '../../programs/address-words.js';
import { restartFix } from '../../programs/fixes.js';
import { defineRule } from '../rule.js';
import { at, named } from '../serving.js';
import { addressMayUse, addressNeeds, missedBy, situationFor } from './address.js';

/** Lines by which configuration files say where to listen. */
const directive =
  /(?:^|[{;])\s*(?:listen|listenaddress|listen_addresses|bind|bind-address|bind_ip|bindip|host|address)\b[^;\n]*/gim;
/** A start time is known to the second only. */
const slack = 1000;

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
      const changed = configuration.find(file => file.modifiedAt > process.startedAt + slack);
      const lines = configuration.flatMap(({ text }) => text.match(directive) ?? []);
      const { address, port } = listener.local;
      const meant = changed?.text.match(directive)?.find(line => new RegExp(`\\b${port}\\b`).test(line));
      const inEffect = lines.some(line => spellings(address).some(word => line.includes(word)));
      if (!changed || !meant || inEffect) continue;
      const who = named(process, processes);
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
