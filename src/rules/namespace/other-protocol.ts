import { valueIn } from '../../facts/fact.js';
import { serves } from '../../facts/sockets/cover.js';
import type { Question } from '../../net/question.js';
import type { Finding } from '../rule.js';
import { joinNetwork } from './fixes.js';
import { containerOf, holderIn, listenersIn, lookInto, nameOf } from './inside.js';
import { leadOf } from './lead.js';
import type { LeadFacts } from './lead-types.js';
import { publish } from './publish.js';

/**
 * A container serves the port by TCP or UDP, and this machine sends only the other one there: published without /udp.
 * Undefined where nothing here has the port by the other protocol either.
 */
export function otherProtocolPublished(facts: LeadFacts, question: Question): Finding | undefined {
  const { port, protocol } = question;
  const other = protocol === 'tcp' ? 'udp' : 'tcp';
  const held = facts.sockets.find(each => serves(each, other));
  const lead = leadOf(facts, { ...question, protocol: other });
  if (!held && !lead) return undefined;
  const spaces = lead?.space ? [lead.space] : (valueIn(facts.namespaces) ?? []);
  const inside = [lead?.port ?? port, port].flatMap(wanted =>
    spaces.flatMap(space => {
      const socket = listenersIn(space, protocol).find(each => each.local.port === wanted);
      return socket ? [{ space, socket, inner: wanted }] : [];
    }),
  )[0];
  if (!inside) return undefined;
  const { space, socket, inner } = inside;
  const containers = valueIn(facts.containers);
  const container = containerOf(space, containers);
  const where = nameOf(space, containers);
  const [has, lacks] = [other.toUpperCase(), protocol.toUpperCase()];
  const who = holderIn(space, socket);
  return {
    severity: 'error',
    summary: `${who} serves ${lacks} port ${inner} inside ${where}, and this machine has ${inner === port ? 'that port' : `port ${port}`} for ${has} only: nothing leads there by ${lacks}.`,
    says: `${has} only`,
    headline: `the port is published for ${has}, not for ${lacks}`,
    outcome: 'refused',
    evidence: [
      {
        fact: 'namespaces',
        says: `In ${where}, ${who} has ${lacks} port ${inner}`,
        source: lookInto(space),
      },
      ...(lead?.evidence ?? []),
      {
        fact: 'sockets',
        says: `Here nobody has ${lacks} port ${port}${held ? `; ${has} port ${port} is held` : ''}`,
        source: 'sock_diag or /proc/net',
      },
    ],
    fixes: [
      container
        ? publish(container, { hostPort: port, containerPort: inner, protocol }, containers)
        : joinNetwork(space, inner, protocol),
    ],
  };
}
