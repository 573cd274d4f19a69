import { valueIn } from '../../facts/fact.js';
import type { Question } from '../../net/question.js';
import { someFail } from '../dealt.js';
import type { Finding } from '../rule.js';
import { answerIn } from './inside.js';
import { sentOn, walkOf } from './lead.js';
import type { Lead, LeadFacts } from './lead-types.js';

/** The ways of a rule that deals connections out by chance among several goals; none where it has one goal. */
function ways(facts: LeadFacts, lead: Lead, question: Question): readonly Lead[] {
  const way = lead.by === 'rule' ? walkOf(facts, question) : undefined;
  if (!way || way.otherwise.length === 0 || !way.doubts.every(({ kind }) => kind === 'chance')) return [];
  const others = way.otherwise.map(({ address, port, by }): Lead => {
    const space = valueIn(facts.namespaces)?.find(({ addresses }) => addresses.includes(address));
    const evidence = by ? [sentOn(question, { address, port }, by)] : lead.evidence;
    return { ...lead, address, port, space, evidence };
  });
  return [lead, ...others];
}

/** Nobody takes connections there, for one reason or another. */
const isUnserved = ({ space, address, port }: Lead, { protocol }: Question): boolean =>
  space !== undefined && address !== null && answerIn(space, protocol, address, port).kind !== 'served';

/** What `found` says of one of several goals, as what it is: some connections fail, and which is a matter of chance. */
export function oneOfSeveral(
  facts: LeadFacts,
  lead: Lead,
  question: Question,
  found: (lead: Lead) => Finding | undefined,
): Finding | undefined {
  const all = ways(facts, lead, question);
  const [first] = all.flatMap(each => found(each) ?? []);
  if (!first || all.every(each => isUnserved(each, question))) return undefined;
  return someFail(first, question, 'servers', 'one of the servers behind the port cannot be reached');
}
