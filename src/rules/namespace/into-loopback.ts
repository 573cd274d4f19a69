import { valueIn } from '../../facts/fact.js';
import type { Forwarding, Namespace } from '../../facts/namespaces/types.js';
import type { Question } from '../../net/question.js';
import { listenersIn, loopbackOnly } from './inside.js';
import type { Lead, LeadFacts } from './lead-types.js';

/** The namespace of that name, or with that process in it. */
export const servedSpace = (
  { namespaces }: Pick<LeadFacts, 'namespaces'>,
  serves: Forwarding['serves'],
): Namespace | undefined =>
  serves === undefined
    ? undefined
    : valueIn(namespaces)?.find(each => each.name === serves || each.pids.some(own => own === serves));

/**
 * The port inside is known to the forwarder alone. Where whatever listens there is on loopback, it leads to none of that
 * all the same; and where one server listens, that is the one.
 */
export function intoLoopback(
  facts: LeadFacts,
  { program, pid, serves }: Forwarding,
  question: Question,
): Lead | undefined {
  const space = servedSpace(facts, serves);
  const inside = space ? listenersIn(space, question.protocol) : [];
  const [server] = inside;
  if (!server || !inside.every(each => loopbackOnly(each) && each.local.port === server.local.port))
    return undefined;
  return {
    by: 'program',
    address: null,
    port: server.local.port,
    space,
    evidence: [
      {
        fact: 'processes',
        says: `${program} (pid ${pid}) hands port ${question.port} on into the network namespace of ${typeof serves === 'number' ? `pid ${serves}` : serves}`,
        source: `/proc/${pid}/cmdline`,
      },
    ],
  };
}
