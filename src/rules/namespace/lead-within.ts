import { isLoopback } from '../../net/prefix.js';
import { here, type Question } from '../../net/question.js';
import { serversOf, takersOf } from '../serving.js';
import { leadOf } from './lead.js';
import type { Lead, LeadFacts } from './lead-types.js';

/**
 * Where the question's connection leads, or would lead once its port is published for it too (published-loopback-only):
 * what is wrong inside stands behind that.
 */
export function leadWithin(facts: LeadFacts, question: Question): Lead | undefined {
  const published = asPublished(facts, question);
  return leadOf(facts, question) ?? (published && leadOf(facts, published));
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
