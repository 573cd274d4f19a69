import { valueIn } from '../../facts/fact.js';
import type { Question } from '../../net/question.js';
import { absent, idleOn } from '../port/absent.js';
import type { Finding, Seen } from '../rule.js';
import { named } from '../serving.js';
import { whatIsHidden } from './hidden-descriptors.js';
import { meantBy } from './meant.js';
import { preparationOf } from './preparing.js';

type Facts = Seen<'sockets' | 'owners' | 'processes' | 'machine', 'listeners' | 'subject' | 'namespaces'>;

/** Who was meant to serve the port was stopped before it came to listen. */
export function stoppedBefore(facts: Facts, question: Question): Finding | undefined {
  const { sockets, owners, processes, machine } = facts;
  const [listeners, subject] = [valueIn(facts.listeners), valueIn(facts.subject)];
  if (!listeners || !subject || (question.port !== 0 && !idleOn(sockets, question))) return undefined;
  const meant = meantBy({ processes, owners, listeners, subject }, question);
  if (meant?.state !== 'T') return undefined;
  const seen = { machine, owners, listeners };
  if (whatIsHidden(meant, question.port, valueIn(facts.namespaces) ?? [], seen)) return undefined;
  const where = question.port ? ` on port ${question.port}` : '';
  const { does, fix } = preparationOf(meant, where, machine.now - meant.startedAt, machine.uid);
  const evidence = {
    fact: 'processes',
    says: `pid ${meant.pid}: ${meant.command.join(' ').slice(0, 200)}, state T`,
    source: `/proc/${meant.pid}`,
  } as const;
  return absent(`${named(meant, processes)} ${does}.`, 'stopped', [evidence], [fix]);
}
