import { type Fact, valueIn } from '../../facts/fact.js';
import type { Facts } from '../../facts/facts.js';
import type { Routing } from '../../facts/routes/types.js';
import { walk } from '../../firewall/walk.js';
import type { Question } from '../../net/question.js';

/**
 * The routes as one question meets them: where the firewall marks what this machine sends, and a policy rule asks for
 * that mark, the kernel's answers for the mark come first.
 */
export function routesFor(facts: Facts, question: Question): Fact<Routing> {
  const { routes } = facts;
  if (!routes || routes.status === 'unknown') return routes;
  const { lookups } = routes.value;
  const [firewall, interfaces] = [valueIn(facts.firewall), valueIn(facts.interfaces)];
  if (!firewall || !interfaces || lookups.every(({ mark }) => mark === 0)) return routes;
  const { limits, sockets } = facts;
  const scene = {
    firewall,
    interfaces,
    routes: routes.value,
    limits: valueIn(limits),
    sockets: valueIn(sockets),
  };
  const mark = walk(scene, question)?.mark;
  if (!mark) return routes;
  const marked = lookups.filter(each => each.mark === mark);
  return { ...routes, value: { ...routes.value, lookups: [...marked, ...lookups] } };
}
