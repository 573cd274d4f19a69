import { type CauseCode, layerOf } from '../causes.js';
import { type Fact, unknown } from '../facts/fact.js';
import type { FactName, Facts } from '../facts/facts.js';
import { here, isBetweenOthers, type Question } from '../net/question.js';
import { routesFor } from '../rules/route/marked.js';
import type { Rule } from '../rules/rule.js';
import { isAside } from './aside.js';
import type { Judgement } from './types.js';

/**
 * Judges every rule over every question that this machine has a part in. A rule that throws costs that rule alone: it has
 * checked nothing, and is listed as broken.
 */
export function judge(rules: readonly Rule[], facts: Facts, all: readonly Question[]): Judgement[] {
  const questions = all.filter(question => !isBetweenOthers(question));
  if (questions.length === 0) return [];
  const routes = questions.map(question => routesFor(facts, question));
  const aside = questions.map(question => isAside(question, facts));
  return rules.flatMap(rule => {
    const seen = seenBy(rule, facts);
    return questions.flatMap((question, at) => {
      const put = asPutTo(rule, question);
      if (!put || aside[at]) return [];
      const result =
        typeof seen === 'string'
          ? { kind: 'unchecked' as const, lacks: seen }
          : ask(rule, routed(seen, facts, routes[at]!), put);
      const { code, gate = false, explainedBy: always = [] } = rule;
      const here = (result.kind === 'found' && result.finding.explainedBy) || [];
      return [{ code, question, gate, explainedBy: [...always, ...here], result }];
    });
  });
}

/** About the server itself, whoever asks. */
const isAboutServer = (code: CauseCode): boolean =>
  ['process', 'tls', 'http', 'app'].includes(layerOf(code)) || code === 'tcp/reset';

/**
 * The question as a rule is asked it. Where packets only pass through here, what becomes of them is for rules that know of
 * it; of the server behind, this machine's own attempt tells. Undefined where the rule has nothing to say.
 */
function asPutTo(rule: Rule, question: Question): Question | undefined {
  const { behind } = question;
  const isRemote = behind === 'client' && layerOf(rule.code) === 'remote';
  if (!behind || (rule.through && !isRemote)) return question;
  return isRemote || isAboutServer(rule.code) ? { ...question, vantage: here } : undefined;
}

/** The facts that a rule may see: values of those it needs, facts that it may use; or what it lacks. */
function seenBy(rule: Rule, facts: Facts): Record<string, unknown> | string {
  const seen: Record<string, unknown> = {};
  for (const name of rule.needs) {
    const fact = factIn(facts, name);
    if (fact.status === 'unknown') return fact.detail;
    if (fact.status === 'partial' && rule.needsWhole?.includes(name)) return fact.lacks;
    seen[name] = fact.value;
  }
  for (const name of rule.mayUse ?? []) seen[name] = factIn(facts, name);
  return seen;
}

/** What a rule sees, with the routes as the question meets them where those are others. */
function routed(
  seen: Record<string, unknown>,
  { routes }: Facts,
  own: Facts['routes'],
): Record<string, unknown> {
  if (own === routes || own.status === 'unknown' || !('routes' in seen)) return seen;
  return { ...seen, routes: seen.routes === routes ? own : own.value };
}

/** A record of another version may lack a fact that this one knows. */
const factIn = (facts: Facts, name: FactName): Fact<unknown> =>
  facts[name] ?? unknown('unsupported', `${name}: not in this record`);

function ask(rule: Rule, seen: Record<string, unknown>, question: Question): Judgement['result'] {
  try {
    const answer = rule.check(seen as Parameters<Rule<FactName, FactName>['check']>[0], question);
    if (answer === undefined) return { kind: 'ruled-out' };
    return 'unchecked' in answer
      ? { kind: 'unchecked', lacks: answer.unchecked }
      : { kind: 'found', finding: answer };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return { kind: 'unchecked', lacks: `the rule ${rule.code} failed: ${words}`, error: words };
  }
}
