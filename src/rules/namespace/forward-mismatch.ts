import { valueIn } from '../../facts/fact.js';
import type { Container, Namespace } from '../../facts/namespaces/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { familyOf } from '../../net/address.js';
import { isWildcard } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { isSentOnThere } from '../firewall/redirected-inside.js';
import { defineRule, type Finding } from '../rule.js';
import { at } from '../serving.js';
import { containerGone } from './container-gone.js';
import { oneOfSeveral } from './dealt.js';
import { answerIn, containerOf, holderIn, lookInto, loopbackOnly, nameOf } from './inside.js';
import { answered, LEAD_FACTS } from './lead.js';
import type { Lead, LeadFacts } from './lead-types.js';
import { leadWithin } from './lead-within.js';
import { otherFamily } from './other-family.js';
import { publish } from './publish.js';
import { type End, retarget } from './retarget.js';
import { reversed } from './reversed.js';

/** Found where the port is forwarded into another namespace, to a port on which nothing listens there, or nobody by that family. */
export const rule = defineRule({
  code: 'namespace/forward-mismatch',
  needs: ['sockets', 'interfaces'],
  mayUse: LEAD_FACTS,
  // In the living half of its loop a server may not listen yet.
  explainedBy: ['process/crash-loop'],
  check(facts, question) {
    const lead = leadWithin(facts, question);
    if (!lead) return reversed(facts, question);
    if (lead.by === 'address') return undefined;
    const some = oneOfSeveral(facts, lead, question, each => found(facts, each, question));
    return some ?? (answered(facts, question, lead) ? undefined : found(facts, lead, question));
  },
});

function found(facts: LeadFacts, lead: Lead, question: Question): Finding | undefined {
  const { space } = lead;
  const address = lead.address ?? space?.addresses[0];
  if (!space) return containerGone(facts, lead, question);
  if (!address || isSentOnThere({ space, address, port: lead.port }, question, facts.interfaces))
    return undefined;
  const answer = answerIn(space, question.protocol, address, lead.port);
  if (answer.kind === 'family')
    return otherFamily({ ...lead, space, address }, answer.socket, valueIn(facts.containers));
  if (answer.kind !== 'absent') return undefined;
  const containers = valueIn(facts.containers);
  const where = nameOf(space, containers);
  const open = answer.others.filter(each => !loopbackOnly(each));
  // The port may be right and the address another one of that namespace's.
  const beside = open.find(each => each.local.port === lead.port);
  const real = beside ?? (open.length > 0 ? open : answer.others)[0];
  const instead = real
    ? `nothing listens; ${holderIn(space, real)} listens on ${beside ? at(beside.local.address, lead.port) : ports(open.length > 0 ? open : answer.others)} there`
    : 'nothing listens, nor on any other port';
  const goal = beside ? at(address, lead.port) : `port ${lead.port}`;
  return {
    severity: 'error',
    summary: `Port ${question.port} leads to ${goal} of ${where}, where ${instead}.`,
    says: `leads to ${where} ${goal}, where nothing listens`,
    ...(!real && { headline: `the server in ${where} does not listen` }),
    ...(beside && { headline: `the server in ${where} listens on another address` }),
    outcome: lead.by === 'program' ? 'reset' : 'refused',
    evidence: [
      ...lead.evidence,
      {
        fact: 'namespaces',
        says: `In ${where} (${address}) ${listing(answer.others)}`,
        source: lookInto(space),
      },
    ],
    fixes: fixes(facts, lead, question, real),
  };
}

const ports = (sockets: readonly Socket[]): string => {
  const all = [...new Set(sockets.map(each => each.local.port))];
  return `port${all.length > 1 ? 's' : ''} ${all.slice(0, 5).join(', ')}`;
};

const listing = (sockets: readonly Socket[]): string =>
  sockets.length === 0
    ? 'nobody listens'
    : `what listens: ${sockets
        .slice(0, 5)
        .map(each => at(each.local.address, each.local.port))
        .join(', ')}`;

function ownLog(space: Namespace | undefined, container: Container | undefined): string {
  const why = 'Its own log says why it does not run';
  if (space && space.container === null) return `${why}. What listens there:\n  ${lookInto(space)}`;
  return `${why}:\n  ${container ? `${container.engine} logs ${container.name}` : 'docker logs NAME'}`;
}

function fixes(facts: LeadFacts, lead: Lead, question: Question, real: Socket | undefined) {
  const inside = lead.space && containerOf(lead.space, valueIn(facts.containers));
  if (!real)
    return [
      {
        title: `Start the server inside, on port ${lead.port}`,
        text: ownLog(lead.space, inside),
        needsRoot: false,
      },
    ];
  const { address, port } = real.local;
  const isRight = port === lead.port;
  const publication = { hostPort: question.port, containerPort: port, protocol: question.protocol };
  if (inside && !isRight) return [publish(inside, publication, valueIn(facts.containers))];
  const rules = valueIn(facts.firewall);
  const moved =
    rules && !inside && lead.by === 'rule' && lead.address !== null && !loopbackOnly(real)
      ? retarget(rules, lead as End, { address: isWildcard(address) ? lead.address : address, port })
      : undefined;
  if (moved) return [moved];
  const every = familyOf(address) === 6 ? '::' : '0.0.0.0';
  return [
    isRight
      ? {
          title: `Let the server inside listen on ${every}`,
          text: `Start it with --host ${every} (or --bind, -b, HOST=${every}, as it calls that): it then takes what comes to any address in there.`,
          needsRoot: false,
        }
      : {
          title: `Forward to port ${port}`,
          text: `Change the forwarding so that port ${question.port} leads to port ${port} instead of ${lead.port}, or let the server inside listen on ${lead.port}.`,
          needsRoot: true,
        },
  ];
}
