import type { Json, Statement } from '../facts/firewall/types.js';
import { fieldOf, isFields } from './expression.js';
import { mapOf, matchOf, type SetNamed } from './match.js';
import { destinationRewrite, sourceRewrite } from './nat.js';
import type { Packet } from './packet.js';
import type { Roads } from './routing.js';
import { constant, not, type Tri } from './value.js';
import type { Doubt, Effect, Verdict } from './verdict.js';

/** A prepared statement. `sure` tells that the rule's matches so far were no maybes. */
export type Step = (packet: Packet, roads: Roads, sure: boolean) => Effect;

type Fields = { readonly [key: string]: Json };

const always =
  (effect: Effect): Step =>
  () =>
    effect;
const decides = (...verdicts: readonly Verdict[]): Step => always(verdicts);
const doubt = (kind: Doubt['kind'], says: string, usually?: boolean): Doubt =>
  usually === undefined ? { kind, says } : { kind, says, usually };

/** Statements that stop a rule now and then: how much is used up cannot be told from the rules, but seldom all. */
const counted: Readonly<Record<string, Doubt['kind']>> = {
  limit: 'limit',
  meter: 'limit',
  'ct count': 'count',
  recent: 'limit',
};

/** `over` (inv) matches once the limit is reached, without it as long as it is not. */
const isOver = (body: Json): boolean =>
  isFields(body) && (body.inv === true || (isFields(body.stmt) && Object.values(body.stmt).some(isOver)));

/** `limit rate over 2/minute`, as far as the statement says. */
function limitSaid(kind: string, body: Json): string {
  if (!isFields(body)) return kind;
  if (isFields(body.stmt))
    return Object.entries(body.stmt)
      .map(([name, inner]) => limitSaid(name, inner))
      .join(' ');
  const rate =
    typeof body.text === 'string'
      ? body.text
      : body.rate === undefined
        ? body.val
        : `${String(body.rate)}/${String(body.per)}`;
  return `${kind}${isOver(body) ? ' over' : ''}${rate === undefined || rate === '' ? '' : ` ${String(rate)}`}`;
}

/** More than none is reached by the first connection. */
const isNone = (kind: string, body: Json): boolean => kind === 'ct count' && isFields(body) && body.val === 0;

const countedStep = (kind: string, body: Json): Step =>
  isNone(kind, body)
    ? always(isOver(body))
    : always(doubt(counted[kind]!, limitSaid(kind, body), !isOver(body)));

const UNITS: Readonly<Record<string, number>> = {
  bytes: 1,
  kbytes: 1024,
  mbytes: 1024 ** 2,
  gbytes: 1024 ** 3,
};

/** A quota says how much of it is used, so that it can be told; iptables' own does not. */
function quota(body: Fields): Step {
  const { val, val_unit: unit = 'bytes', used = 0, used_unit: usedUnit = 'bytes' } = body;
  const most =
    typeof body.bytes === 'number' ? body.bytes : Number(val) * (UNITS[String(unit)] ?? Number.NaN);
  const gone = Number(used) * (UNITS[String(usedUnit)] ?? Number.NaN);
  const over = body.inv === true;
  if (Number.isNaN(most) || Number.isNaN(gone)) return always(doubt('quota', 'quota', !over));
  return always(gone >= most === over);
}

/** Targets of iptables that nft's JSON may leave unresolved, and that change no verdict. */
const harmless = new Set([
  'comment',
  'LOG',
  'NFLOG',
  'TCPMSS',
  'CHECKSUM',
  'MARK',
  'CONNMARK',
  'SET',
  'TRACE',
]);

const fromTri = (tri: Tri, label: string, usually?: boolean): Effect => tri ?? doubt('field', label, usually);

function vmap(body: Fields, sets: SetNamed): Step {
  const key = fieldOf(body.key ?? null);
  const map = mapOf(body.data ?? null, key.kinds, sets);
  if (!map) return always(doubt('field', `a map of verdicts on ${key.label}`));
  const verdictAt = (index: number): readonly Verdict[] => {
    const value = map.valueAt(index);
    const verdict = isFields(value) ? plainVerdict(value) : undefined;
    return verdict ? [verdict] : [];
  };
  return (packet, roads) => {
    const { at, sure } = map.find(key.get(packet, roads));
    if (sure) return at.length ? verdictAt(at[0]!) : false;
    const verdicts = at.flatMap(verdictAt);
    return [...verdicts, { kind: 'unknown', doubt: doubt('field', key.label) }];
  };
}

function plainVerdict(statement: Fields): Verdict | undefined {
  const [kind = '', body = null] = Object.entries(statement)[0] ?? [];
  if (kind === 'accept' || kind === 'drop' || kind === 'return' || kind === 'continue') return { kind };
  if ((kind === 'jump' || kind === 'goto') && isFields(body)) return { kind, target: String(body.target) };
  return undefined;
}

function reject(body: Json): Verdict {
  const { type = 'icmpx', expr = 'port-unreachable' } = isFields(body) ? body : {};
  return { kind: 'reject', how: type === 'tcp reset' ? 'tcp reset' : String(expr) };
}

/** `meta mark set …`, `ct mark set …`; other fields decide nothing here. After a maybe the mark is not known. */
function mangle(body: Fields): Step {
  const key = isFields(body.key) ? body.key : {};
  const isMark = (part: Json | undefined) => isFields(part) && part.key === 'mark';
  const target = isMark(key.meta) ? 'mark' : isMark(key.ct) ? 'connectionMark' : undefined;
  if (!target) return always(true);
  const literal = constant(body.value ?? null, 'number');
  const value = literal === undefined ? fieldOf(body.value ?? null).get : () => literal;
  return (packet, roads, sure) => {
    const mark = value(packet, roads);
    packet[target] = sure && typeof mark === 'number' ? mark : undefined;
    return true;
  };
}

/** -m multiport --ports: either end. */
function either(body: Fields, sets: SetNamed): Step {
  const parts = (body.of as readonly Json[]).map(left =>
    matchOf({ op: '==', left, right: body.right ?? null }, sets),
  );
  return (packet, roads) => {
    const tris = parts.map(part => part.test(packet, roads));
    const tri = tris.includes(true) ? true : tris.includes(undefined) ? undefined : false;
    return fromTri(body.negated === true ? not(tri) : tri, 'a port');
  };
}

function untrack(packet: Packet): Effect {
  packet.tracked = false;
  return true;
}

function extension(body: Fields): Step {
  const name = String(body.name);
  if (harmless.has(name)) return always(true);
  const unknown = doubt('extension', `the iptables extension ${name}`);
  if (body.type !== 'target') return always(unknown);
  if (name === 'MASQUERADE' || name === 'SNAT')
    return decides({ kind: 'nat', side: 'source', rewrite: sourceRewrite('snat', {}) });
  return decides({ kind: 'unknown', doubt: unknown });
}

/** Adding to a set always goes on, unless a limit or the like is kept for each element. */
function setStatement(body: Fields): Step {
  const limits = Array.isArray(body.stmt) ? (body.stmt as readonly Json[]) : [];
  for (const limit of limits.filter(isFields)) {
    const [kind = '', value = null] = Object.entries(limit)[0] ?? [];
    if (Object.hasOwn(counted, kind))
      return always(
        doubt(
          counted[kind]!,
          `${limitSaid(kind, value)} for each element of ${String(body.set)}`,
          !isOver(value),
        ),
      );
  }
  return always(true);
}

/** Statements that let the rule go on whatever happens. */
const passing = new Set([
  'counter',
  'log',
  'last',
  'dup',
  'flow',
  'ct helper',
  'ct timeout',
  'ct expectation',
  'secmark',
]);

/** Statements that rewrite an address. */
function mapping(kind: string, body: Json, sets: SetNamed): Verdict | undefined {
  if (kind === 'masquerade' || kind === 'snat')
    return { kind: 'nat', side: 'source', rewrite: sourceRewrite(kind, isFields(body) ? body : {}) };
  if (kind !== 'dnat' && kind !== 'redirect') return undefined;
  const rewrite = destinationRewrite(kind, isFields(body) ? body : {}, sets);
  return { kind: 'nat', side: 'destination', rewrite };
}

/** Statements that take the packet out of the rules' hands: to a program, to a transparent socket, to another device. */
function handsOver(kind: string): Step | undefined {
  if (kind === 'queue')
    return decides({
      kind: 'unknown',
      doubt: doubt('queue', 'a program that the packet is handed to (queue)'),
    });
  if (kind === 'tproxy' || kind === 'synproxy' || kind === 'fwd')
    return decides({ kind: 'unknown', doubt: doubt('extension', kind) }, { kind: 'accept' });
  return undefined;
}

/** What the other statements mean, by their name. */
const others: Readonly<Record<string, (body: Fields, sets: SetNamed) => Step>> = {
  match: (body, sets) => {
    const match = matchOf(body, sets);
    return (packet, roads) => fromTri(match.test(packet, roads), match.label, match.usually);
  },
  vmap,
  mangle,
  set: setStatement,
  map: setStatement,
  either,
  xt: extension,
  quota,
};

/** Prepares one statement. One that is not known here may do anything, which is a doubt with its name. */
export function stepOf(statement: Statement, sets: SetNamed): Step {
  const [kind = '', body = null] = Object.entries(statement)[0] ?? [];
  if (passing.has(kind)) return always(true);
  if (kind === 'notrack') return untrack;
  const verdict = plainVerdict(statement) ?? (kind === 'reject' ? reject(body) : mapping(kind, body, sets));
  if (verdict) return decides(verdict);
  const handed = handsOver(kind);
  if (handed) return handed;
  if (Object.hasOwn(counted, kind)) return countedStep(kind, body);
  const known = isFields(body) && Object.hasOwn(others, kind) ? others[kind] : undefined;
  return known ? known(body as Fields, sets) : always(doubt('extension', kind));
}
