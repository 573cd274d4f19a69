import { comesHere, type Question } from '../../net/question.js';
import type { System } from '../../system/system.js';
import { type Fact, valueIn } from '../fact.js';
import type { LookupRequest } from './lookup.js';
import { lookUpRoutes } from './read.js';
import type { Routing } from './types.js';

/** A node of a cluster sends on to thousands, and each costs two lookups, perhaps each by a program (ip-route(8)). */
const MOST_GOALS = 256;

/**
 * The routes with the kernel's answers for what is sent on, by rules or to a namespace behind this machine: from each
 * client to the goal, and from the goal back to the client, both as packets that come in. Policy rules may throw these away while those of this machine's own pass.
 */
export function withOnward(
  system: System,
  routes: Fact<Routing>,
  goals: readonly string[],
  questions: readonly Question[],
): Fact<Routing> {
  if (routes.status === 'unknown') return routes;
  const there: LookupRequest[] = questions.flatMap(question => {
    const { address, behind, vantage, family } = question;
    const { source, input } = vantage;
    if (!comesHere(question) || source === null || input === null) return [];
    return [...(behind ? [address] : []), ...goals.slice(0, MOST_GOALS)]
      .filter(goal => goal.includes(':') === (family === 6))
      .map(goal => ({ to: goal, from: source, input }));
  });
  if (there.length === 0) return routes;
  const onward = valueIn(lookUpRoutes(system, there)) ?? [];
  // Of what is thrown away as it comes in, the way on is that of this machine's own packets.
  const ownWay = (goal: string) =>
    routes.value.lookups.find(({ to, input }) => to === goal && input === null);
  const back = onward.flatMap(({ to, from, device }) => {
    const input = device ?? ownWay(to)?.device;
    return input && from ? [{ to: from, from: to, input }] : [];
  });
  const answers = [...onward, ...(valueIn(lookUpRoutes(system, back)) ?? [])];
  return { ...routes, value: { ...routes.value, lookups: [...routes.value.lookups, ...answers] } };
}
