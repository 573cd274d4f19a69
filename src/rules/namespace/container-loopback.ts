import { valueIn } from '../../facts/fact.js';
import type { Question } from '../../net/question.js';
import { defineRule, type Finding, unchecked } from '../rule.js';
import { at } from '../serving.js';
import { oneOfSeveral } from './dealt.js';
import { rebindInside } from './fixes.js';
import { answerIn, containerOf, holderIn, lookInto, nameOf } from './inside.js';
import { answered, LEAD_FACTS, type Lead, type LeadFacts, leadOf } from './lead.js';

/**
 * Found where the connection leads into another network namespace whose listener on that port is on loopback, which is
 * that namespace's own.
 */
export const rule = defineRule({
  code: 'namespace/container-loopback',
  needs: ['sockets', 'interfaces'],
  mayUse: LEAD_FACTS,
  gate: true,
  through: true,
  check(facts, question) {
    const lead = leadOf(facts, question);
    if (!lead) return undefined;
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
  const answer = answerIn(space, question.protocol, address, lead.port);
  if (answer.kind !== 'loopback') return undefined;
  const containers = valueIn(facts.containers);
  const where = nameOf(space, containers);
  const who = holderIn(space, answer.socket);
  const inner = at(answer.socket.local.address, lead.port);
  const asked = lead.by === 'address' ? at(address, lead.port) : `Port ${question.port}`;
  return {
    severity: 'error',
    summary: `${asked} leads into ${where}, where ${who} listens on ${inner} only: nobody outside ${where} reaches its loopback.`,
    says: `${inner} inside ${where}`,
    outcome: lead.by === 'program' ? 'reset' : 'refused',
    evidence: [
      ...lead.evidence,
      {
        fact: 'namespaces',
        says: `In ${where} (${address}), ${who} listens on ${inner}`,
        source: lookInto(space),
      },
    ],
    fixes: [
      rebindInside(containerOf(space, containers), answer.socket.local, where, { all: containers ?? [] }),
    ],
  };
}
