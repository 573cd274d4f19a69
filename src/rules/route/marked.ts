import { type Fact, valueIn } from '../../facts/fact.js';
import type { Facts } from '../../facts/facts.js';
import type { Neighbour, Routing } from '../../facts/routes/types.js';
import { walk } from '../../firewall/walk.js';
import { isHostUnreachable } from '../../net/icmp.js';
import type { Question } from '../../net/question.js';
import { elsewhere } from '../remote/elsewhere.js';

/** What a policy rule asks of a mark: these bits have this value. */
interface MarkTest {
  readonly value: number;
  readonly mask: number;
}

function testIn(text: string): MarkTest | undefined {
  const [, value, mask = '0xffffffff'] = /\bfwmark (0x[\da-f]+)(?:\/(0x[\da-f]+))?/.exec(text) ?? [];
  return value === undefined ? undefined : { value: Number(value), mask: Number(mask) };
}

/** Every rule takes the two marks for the same (fib_rule_match): the kernel was asked for the marks that stand in rules alone. */
const areAlike = (tests: readonly MarkTest[], one: number, other: number): boolean =>
  tests.every(({ value, mask }) => (((one ^ value) & mask) === 0) === (((other ^ value) & mask) === 0));

/**
 * The mark by which a connection went, though nobody could read the rule that gave it: this machine asked in vain who has
 * the next hop, and a mark alone leads by one that was.
 */
function markTold({ probes, interfaces }: Facts, routes: Fact<Routing>, question: Question): number | null {
  const lead = elsewhere(valueIn(probes) ?? [], routes, interfaces, question);
  const offender = lead?.by === 'this machine' ? lead.probe.offender : undefined;
  if (!lead || !offender || !isHostUnreachable(offender) || isSilent(lead.hop)) return null;
  const { lookups = [], neighbours = [] } = valueIn(routes) ?? {};
  return (
    lookups.find(
      ({ mark, to, input, gateway, device }) =>
        mark !== 0 &&
        input === null &&
        to === question.address &&
        isSilent(neighbours.find(each => each.address === (gateway ?? to) && each.device === device)),
    )?.mark ?? null
  );
}

const isSilent = (hop: Neighbour | undefined): boolean =>
  hop?.state === 'incomplete' || hop?.state === 'failed';

/**
 * The routes as one question meets them: where the firewall marks what this machine sends, or what comes in, and a policy rule
 * asks for that mark, the kernel's answers for the mark come first. Where the rules could not be read, what came of an attempt may tell.
 */
export function routesFor(facts: Facts, question: Question): Fact<Routing> {
  const { routes } = facts;
  if (!routes || routes.status === 'unknown') return routes;
  const { lookups, rules } = routes.value;
  const [firewall, interfaces] = [valueIn(facts.firewall), valueIn(facts.interfaces)];
  if (!interfaces || lookups.every(({ mark }) => mark === 0)) return routes;
  const { limits, sockets } = facts;
  const scene = {
    interfaces,
    routes: routes.value,
    limits: valueIn(limits),
    sockets: valueIn(sockets),
  };
  const { mark = null, markIn = null } =
    (firewall ? walk({ ...scene, firewall }, question) : { mark: markTold(facts, routes, question) }) ?? {};
  const tests = rules.flatMap(({ text }) => testIn(text) ?? []);
  const askedFor = (wanted: number | null, comesIn: boolean) => {
    const those = lookups.filter(each => (each.input !== null) === comesIn);
    const asked = [wanted, ...those.map(each => each.mark)].find(
      other => wanted && other && areAlike(tests, wanted, other) && those.some(each => each.mark === other),
    );
    return asked ? those.filter(each => each.mark === asked) : [];
  };
  const marked = [...askedFor(mark, false), ...askedFor(markIn, true)];
  return { ...routes, value: { ...routes.value, lookups: [...marked, ...lookups] } };
}
