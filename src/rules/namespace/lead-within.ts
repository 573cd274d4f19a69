import { valueIn } from '../../facts/fact.js';
import { sayQuote, sourceOf } from '../../firewall/quote.js';
import { isLoopback } from '../../net/prefix.js';
import { here, type Question } from '../../net/question.js';
import { sentOnThere } from '../firewall/redirected-inside.js';
import { at, serversOf, takersOf } from '../serving.js';
import { nameOf } from './inside.js';
import { leadOf } from './lead.js';
import type { Lead, LeadFacts } from './lead-types.js';

/**
 * Where the question's connection leads, or would lead once its port is published for it too (published-loopback-only):
 * what is wrong inside stands behind that.
 */
export function leadWithin(facts: LeadFacts, question: Question): Lead | undefined {
  const published = asPublished(facts, question);
  const lead = leadOf(facts, question) ?? (published && leadOf(facts, published));
  return lead && (onwards(facts, lead, question) ?? lead);
}

/** A container within the container, as a pod is in a node that is a container: a rule in the one leads into the other. */
function onwards(facts: LeadFacts, { space, address, port, evidence }: Lead, question: Question) {
  const way = space && address && sentOnThere({ space, address, port }, question, facts.interfaces);
  if (!way || way.delivery === 'local' || way.doubts.length > 0) return undefined;
  const goal = way.destination;
  const inner = valueIn(facts.namespaces)?.find(each => each.addresses.includes(goal.address));
  if (!inner || inner === space) return undefined;
  const says = `Inside ${nameOf(space, valueIn(facts.containers))}, ${at(address, port)} is sent on to ${at(goal.address, goal.port)} by the rule ${sayQuote(way.rewrittenBy!)}`;
  const source = `nsenter -t ${space.pids[0]} -n ${sourceOf(way.rewrittenBy!)}`;
  return {
    by: 'rule',
    ...goal,
    space: inner,
    evidence: [...evidence, { fact: 'namespaces', says, source }],
  } satisfies Lead;
}

/** This machine's own question by loopback, where that alone is served and another address was asked for. */
function asPublished({ sockets }: LeadFacts, question: Question): Question | undefined {
  const { address, local, family } = question;
  if (!local || address === '' || takersOf(sockets, question).length > 0) return undefined;
  const server = serversOf(sockets, question).find(
    each => each.family === family && isLoopback(each.local.address),
  );
  return server && { ...question, vantage: here, address: server.local.address };
}
