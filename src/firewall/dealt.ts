import { type Fields, isFields } from '../facts/firewall/json.js';
import type { Json } from '../facts/firewall/types.js';
import type { SetNamed } from './ipset.js';
import { mapOf } from './match.js';
import { destinationRewrite } from './nat.js';
import { doubt } from './step.js';
import type { Doubt, Verdict } from './verdict.js';

/** Most numbers that are tried one by one; more deal out nothing that a person could follow. */
const MOST_NUMBERS = 1024;
/** Most ways that are told apart. */
const MOST_WAYS = 16;

/** What deals packets out over numbers (libnftables-json(5)): by turns or at random, or by a hash of the packet. */
interface Dealer {
  readonly numbers: readonly number[];
  readonly kind: Doubt['kind'];
}

function dealerIn(key: Json | undefined): Dealer | undefined {
  const [name = '', body = null] = isFields(key) ? (Object.entries(key)[0] ?? []) : [];
  if (!['numgen', 'jhash', 'symhash'].includes(name) || !isFields(body)) return undefined;
  const count = Number(body.mod);
  if (!(count > 0 && count <= MOST_NUMBERS)) return undefined;
  const numbers = Array.from({ length: count }, (_, number) => number + Number(body.offset ?? 0));
  return { numbers, kind: name === 'numgen' ? 'chance' : 'field' };
}

/** The values of a map that a dealer asks, each once with its share, the largest first; undefined where a number has none. */
function dealt(
  body: Json | undefined,
  sets: SetNamed,
): readonly { readonly value: Json; readonly doubt: Doubt }[] | undefined {
  const dealer = isFields(body) ? dealerIn(body.key) : undefined;
  const map = dealer && mapOf((body as Fields).data ?? null, ['number'], sets);
  if (!dealer || !map) return undefined;
  const counts = new Map<number, number>();
  for (const number of dealer.numbers) {
    const { at, sure } = map.find(number);
    if (!sure || at.length === 0) return undefined;
    counts.set(at[0]!, (counts.get(at[0]!) ?? 0) + 1);
  }
  const share = (count: number) =>
    `about ${Math.round((100 * count) / dealer.numbers.length)} % of the packets`;
  return [...counts]
    .sort(([, one], [, two]) => two - one)
    .slice(0, MOST_WAYS)
    .map(([index, count]) => ({ value: map.valueAt(index), doubt: doubt(dealer.kind, share(count)) }));
}

/** A verdict map that deals packets out: one of these verdicts for each; undefined for every other map. */
export function dealtVerdicts(
  body: Fields,
  sets: SetNamed,
  verdictIn: (value: Fields) => Verdict | undefined,
): Verdict | undefined {
  const of = dealt(body, sets)?.map(({ value, doubt: unsure }) => ({
    verdict: isFields(value) ? verdictIn(value) : undefined,
    doubt: unsure,
  }));
  return of?.every(hasVerdict) ? { kind: 'one of', of } : undefined;
}

const hasVerdict = <T extends { readonly verdict: Verdict | undefined }>(
  way: T,
): way is T & { readonly verdict: Verdict } => way.verdict !== undefined;

/** The rule's goal, with what the map says in the map's place: an address, a port, or both. */
function aimed(body: Fields, part: 'addr' | 'port', value: Json): Fields {
  const both = isFields(value) && Array.isArray(value.concat) ? (value.concat as readonly Json[]) : undefined;
  return both ? { ...body, addr: both[0] ?? null, port: both[1] ?? null } : { ...body, [part]: value };
}

/** dnat or redirect to what a map deals out, as load balancers do: one of these goals for each connection. */
export function dealtGoals(kind: 'dnat' | 'redirect', body: Fields, sets: SetNamed): Verdict | undefined {
  const part = isFields(body.addr) && isFields(body.addr.map) ? 'addr' : 'port';
  const goal = body[part];
  const ways = isFields(goal) ? dealt(goal.map, sets) : undefined;
  return (
    ways && {
      kind: 'one of',
      of: ways.map(({ value, doubt: unsure }) => ({
        verdict: {
          kind: 'nat',
          side: 'destination',
          rewrite: destinationRewrite(kind, aimed(body, part, value), sets),
        },
        doubt: unsure,
      })),
    }
  );
}
