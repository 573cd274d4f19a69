import type { Question } from '../../net/question.js';
import { placesOf, restartFix } from '../../programs/fixes/fixes.js';
import { recognised } from '../../programs/identify.js';
import { changedSince } from '../changed-since.js';
import type { Finding } from '../rule.js';
import { at, named } from '../serving.js';
import { type AddressFacts, missedBy, situationFor } from './address.js';
import { lineOf } from './changed-place.js';
import { isTold } from './told.js';

/**
 * Its file names the very address that was asked for, beside the one where it listens, and nobody has changed it since:
 * PostgreSQL and sshd go on with the others where one was not there when they started.
 */
export function lateAddress(facts: AddressFacts, question: Question): Finding | undefined {
  for (const listener of missedBy(facts, question)) {
    const situation = situationFor(facts, listener);
    if (!situation) continue;
    const { process, processes, configuration } = situation;
    const program = recognised(process, processes)?.program;
    if (!program?.goesOnWithout) continue;
    const { address, port } = listener.local;
    if (isTold(situation, address)) continue;
    const names = (one: string) => placesOf(situation, one).edits[0];
    const [there, missed] = [names(address), names(question.address)];
    const file = configuration.find(({ path }) => path === missed?.file);
    if (!missed || !file || there?.file !== file.path || changedSince(file, process.startedAt)) continue;
    // Of several lines about one setting the last one counts.
    if (program.portLine?.counts !== 'all' && there.find !== missed.find) continue;
    const who = named(process, processes);
    return {
      severity: 'error',
      summary: `${file.path} has ${who} listen at ${question.address} too, and it does not: it could not have that address when it started, which is there now.`,
      says: `not on ${question.address}, which came later`,
      headline: 'the server could not have this address when it started',
      outcome: 'refused',
      explains: ['bind/loopback-only', 'bind/one-address', 'bind/ipv4-only', 'bind/ipv6-only'],
      evidence: [
        {
          fact: 'configuration',
          says: `"${lineOf(file.text, missed.find)}", and nobody has changed it since`,
          source: file.path,
        },
        {
          fact: 'sockets',
          says: `${who} listens on ${at(address, port)}, and not on ${at(question.address, port)}`,
          source: 'sock_diag or /proc/net',
        },
      ],
      fixes: [restartFix(situation, 'Restart it: the address is there now')],
    };
  }
  return undefined;
}
