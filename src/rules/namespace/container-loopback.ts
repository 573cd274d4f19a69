import { valueIn } from '../../facts/fact.js';
import type { Question } from '../../net/question.js';
import { isSentOnThere } from '../firewall/redirected-inside.js';
import { defineRule, type Finding, unchecked } from '../rule.js';
import { at } from '../serving.js';
import { oneOfSeveral } from './dealt.js';
import { rebindInside } from './fixes.js';
import { answerIn, containerOf, holderIn, lookInto, loopbackOnly, nameOf } from './inside.js';
import { answered } from './lead.js';
import type { Lead, LeadFacts } from './lead-types.js';
import { leadWithin } from './lead-within.js';
import { type Inner, UNLED_FACTS, unledTo } from './unled.js';

/**
 * Found where the connection leads into another network namespace whose listener on that port is on loopback, which is
 * that namespace's own.
 */
export const rule = defineRule({
  code: 'namespace/container-loopback',
  needs: ['sockets', 'interfaces'],
  mayUse: UNLED_FACTS,
  gate: true,
  through: true,
  check(facts, question) {
    const lead = leadWithin(facts, question);
    if (!lead) return behindItsNetwork(unledTo(facts, question)?.[0], facts);
    const some = oneOfSeveral(facts, lead, question, each => found(facts, each, question));
    if (some || answered(facts, question, lead)) return some;
    if (!lead.space && facts.namespaces.status !== 'known')
      return unchecked('the network namespace that the port leads to cannot be seen without root');
    return found(facts, lead, question);
  },
});

function found(facts: LeadFacts, lead: Lead, question: Question): Finding | undefined {
  const { space } = lead;
  const address = lead.address ?? space?.addresses[0];
  if (!space || !address) return undefined;
  if (isSentOnThere({ space, address, port: lead.port }, question, facts.interfaces)) return undefined;
  const answer = answerIn(space, question.protocol, address, lead.port);
  if (answer.kind !== 'loopback') return undefined;
  const asked = lead.by === 'address' ? at(address, lead.port) : `Port ${question.port}`;
  return onLoopback(facts, { space, socket: answer.socket }, address, {
    led: asked,
    outcome: lead.by === 'program' ? 'reset' : 'refused',
    evidence: lead.evidence,
  });
}

/** Nothing leads to it yet (see not-published), and what is to lead there would find nobody either. */
function behindItsNetwork(inner: Inner | undefined, facts: LeadFacts): Finding | undefined {
  const address = inner?.space.addresses[0];
  // The private network of a unit has its loopback only, and goes with that.
  if (!inner || !address || !loopbackOnly(inner.socket)) return undefined;
  const found = onLoopback(facts, inner, address, { led: undefined, outcome: 'refused', evidence: [] });
  return { ...found, behind: 'namespace/not-published' };
}

/** What is found of a server that listens on the loopback of its namespace, which connections come to by one of its addresses. */
function onLoopback(
  { containers }: LeadFacts,
  { space, socket }: Inner,
  address: string,
  { led, outcome, evidence }: Pick<Finding, 'outcome' | 'evidence'> & { readonly led: string | undefined },
): Finding {
  const all = valueIn(containers) ?? [];
  const where = nameOf(space, all);
  const who = holderIn(space, socket);
  const inner = at(socket.local.address, socket.local.port);
  return {
    severity: 'error',
    summary: `${led ? `${led} leads into ${where}, where` : `Inside ${where},`} ${who} listens on ${inner} only: from outside nobody reaches its loopback.`,
    says: `${inner} inside ${where}`,
    outcome,
    evidence: [
      ...evidence,
      {
        fact: 'namespaces',
        says: `In ${where} (${address}), ${who} listens on ${inner}`,
        source: lookInto(space),
      },
    ],
    fixes: [rebindInside(containerOf(space, all), socket.local, where, { all })],
  };
}
