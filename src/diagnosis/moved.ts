import { type CauseCode, layerOf, misbound } from '../causes.js';
import { known, valueIn } from '../facts/fact.js';
import type { Facts } from '../facts/facts.js';
import type { Question } from '../net/question.js';
import type { Rule } from '../rules/rule.js';
import { takersOf } from '../rules/serving.js';
import { judge } from './judge.js';
import type { Judgement } from './types.js';

/** What keeps clients from a server whatever its port is, and can be told without a connection to it. */
const wherever: ReadonlySet<CauseCode> = new Set([...misbound, 'process/stopped']);

/**
 * What is found of the server that was meant where it listens on another port than the one asked for: that stands behind
 * the wrong port, and goes with whatever explains it.
 */
export function foundElsewhere(
  rules: readonly Rule[],
  facts: Facts,
  judgements: readonly Judgement[],
): readonly Judgement[] {
  const moved = judgements.flatMap(({ code, question, result, explainedBy }) => {
    const port = result.kind === 'found' ? result.finding.elsewhere : undefined;
    return port === undefined ? [] : [{ code, question, explainedBy, put: at(port, question) }];
  });
  if (moved.length === 0) return [];
  const ports = moved.map(each => each.put.port);
  const sockets = (valueIn(facts.listeners) ?? []).filter(({ local }) => ports.includes(local.port));
  // By one of its addresses is enough for a client.
  const isTaken = ({ vantage }: Question) =>
    moved.some(
      ({ put }) =>
        put.vantage.label === vantage.label &&
        put.vantage.input === vantage.input &&
        takersOf(sockets, put).length > 0,
    );
  const server = { ...facts, sockets: known(sockets, 'sock_diag') };
  const own = rules.filter(({ code }) => wherever.has(code));
  return moved.flatMap(({ code: behind, question, explainedBy, put }) =>
    judge(own, server, [put]).flatMap(each => {
      if (each.result.kind !== 'found' || (layerOf(each.code) === 'bind' && isTaken(question))) return [];
      const finding = { ...each.result.finding, behind };
      return [
        {
          ...each,
          question,
          explainedBy: [...each.explainedBy, ...explainedBy.filter(code => !wherever.has(code))],
          result: { kind: 'found' as const, finding },
        },
      ];
    }),
  );
}

const at = (port: number, question: Question): Question => ({
  ...question,
  port,
  target: { ...question.target, port },
});
