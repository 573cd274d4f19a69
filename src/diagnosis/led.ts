import type { CauseCode } from '../causes.js';
import { known, valueIn } from '../facts/fact.js';
import type { Facts } from '../facts/facts.js';
import type { Question } from '../net/question.js';
import type { goalOf } from '../rules/firewall/sent-on.js';
import type { Rule } from '../rules/rule.js';
import { takersOf } from '../rules/serving.js';
import { judge } from './judge.js';
import type { Judgement } from './types.js';

/** What its state alone tells of a server: nobody watched what its queue and its threads do. */
const ofState: CauseCode = 'process/stopped';

/** What is found of the server on another port of this machine to which a rule leads a question's connections. */
export function foundWhereLed(
  rules: readonly Rule[],
  facts: Facts,
  goals: ReadonlyMap<Question, ReturnType<typeof goalOf>>,
): readonly Judgement[] {
  return [...goals].flatMap(([question, goal]) => {
    if (!goal?.alone || !question.local) return [];
    const { address, port } = goal;
    const sockets = (valueIn(facts.listeners) ?? []).filter(({ local }) => local.port === port);
    const put = { ...question, address, port, target: { ...question.target, port } };
    if (takersOf(sockets, put).length === 0) return [];
    const server = { ...facts, sockets: known(sockets, 'sock_diag') };
    return judge(
      rules.filter(({ code }) => code === ofState),
      server,
      [put],
    ).flatMap(each => (each.result.kind === 'found' ? [{ ...each, question }] : []));
  });
}
