import type { Question } from '../../net/question.js';
import type { System } from '../../system/system.js';
import { type Fact, valueIn } from '../fact.js';
import type { LookupRequest } from './lookup.js';
import { lookUpRoutes } from './read.js';
import type { Routing } from './types.js';

/**
 * The routes with the kernel's answers for what rules send on: from each client to the goal, and from the goal back to
 * the client, both as packets that come in. Policy rules may throw these away while those of this machine's own pass.
 */
export function withOnward(
  system: System,
  routes: Fact<Routing>,
  goals: readonly string[],
  questions: readonly Question[],
): Fact<Routing> {
  if (routes.status === 'unknown' || goals.length === 0) return routes;
  const there: LookupRequest[] = questions.flatMap(({ local, vantage: { source, input }, family }) =>
    goals
      .filter(goal => local && source !== null && input !== null && goal.includes(':') === (family === 6))
      .map(goal => ({ to: goal, from: source, input })),
  );
  const onward = valueIn(lookUpRoutes(system, there)) ?? [];
  const back = onward.flatMap(({ to, from, device }) =>
    device && from ? [{ to: from, from: to, input: device }] : [],
  );
  const answers = [...onward, ...(valueIn(lookUpRoutes(system, back)) ?? [])];
  return { ...routes, value: { ...routes.value, lookups: [...routes.value.lookups, ...answers] } };
}
