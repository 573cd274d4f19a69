import { sayQuote, sourceOf } from '../../firewall/quote.js';
import { here, type Question } from '../../net/question.js';
import type { Finding } from '../rule.js';
import { at } from '../serving.js';
import { walkOf } from './lead.js';
import type { LeadFacts } from './lead-types.js';

/**
 * A rule leads this machine's own connections into the container by this very address too, and those of others not: it
 * is no matter of loopback. No rule of theirs leads there, or none is asked, for NAT goes by the tracked connection.
 */
export function ownOnly(facts: LeadFacts, question: Question): Finding | undefined {
  if (question.vantage.kind === 'self') return undefined;
  const own = walkOf(facts, { ...question, vantage: here });
  if (!own?.rewrittenBy || own.delivery === 'local') return undefined;
  const goal = at(own.destination.address, own.destination.port);
  return {
    severity: 'error',
    headline: 'only its own connections are led into the container',
    summary: `This machine's own connections to ${at(question.address, question.port)} are sent on to ${goal}, and no NAT rule does so with those of others.`,
    says: "only this machine's own are led on",
    outcome: 'refused',
    evidence: [
      {
        fact: 'firewall',
        says: `${sayQuote(own.rewrittenBy)} is met by connections that this machine makes itself`,
        source: sourceOf(own.rewrittenBy),
      },
    ],
    fixes: [
      {
        title: `Lead the connections of others to ${goal} too`,
        text: 'They meet the NAT rules of the hook prerouting: make the same one there. If it is there, a rule before it exempts them (notrack, often in table raw), and that one has to go. A container engine makes its rules anew when the container is started again.',
        needsRoot: true,
      },
    ],
  };
}
