import { type Fields, isFields, wordOf } from '../facts/firewall/json.js';
import type { Json } from '../facts/firewall/types.js';
import { bucketOf, entryOf, isOfClients, keyOf } from './bucket.js';
import { fieldOf } from './expression.js';
import type { SetNamed } from './ipset.js';
import { isAbsent, matchOf } from './match.js';
import { always, doubt, type Step } from './step.js';
import type { Doubt } from './verdict.js';

/** Statements that stop a rule now and then: how much is used up cannot be told from the rules, but seldom all. */
export const counted: Readonly<Record<string, Doubt['kind']>> = {
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
        ? [body.val, body.val_unit].filter(Boolean).join(' ')
        : `${wordOf(body.rate)}/${wordOf(body.per)}`;
  return `${kind}${isOver(body) ? ' over' : ''}${rate === undefined || rate === '' ? '' : ` ${wordOf(rate)}`}`;
}

/** More than none is reached by the first connection. */
const isNone = (kind: string, body: Json): boolean => kind === 'ct count' && isFields(body) && body.val === 0;

/**
 * Who counts by nothing of the client keeps one account for all: a limit does, and nft counts connections so
 * (nft_connlimit.c), which iptables counts for each client unless it is told to.
 */
const isShared = (kind: string, body: Json): boolean =>
  (kind === 'limit' || kind === 'ct count') &&
  isFields(body) &&
  (body.by === undefined ||
    (Array.isArray(body.by) && !body.by.includes('srcip') && !body.by.includes('srcport')));

/** Prepares a limit: a doubt with what is usual. */
export function countedStep(kind: string, body: Json): Step {
  if (isNone(kind, body)) return always(isOver(body));
  const bucket = bucketOf(kind, body);
  return always({
    ...doubt(counted[kind]!, limitSaid(kind, body), !isOver(body)),
    ...(isShared(kind, body) && { shared: true }),
    ...(isFields(body) && typeof body.prefix === 'number' && { prefix: body.prefix }),
    ...(bucket && { bucket }),
  });
}

const UNITS: Readonly<Record<string, number>> = {
  bytes: 1,
  kbytes: 1024,
  mbytes: 1024 ** 2,
  gbytes: 1024 ** 3,
};

/** A packet of Ethernet, and the smallest that opens a connection, in bytes. */
const [PACKET, SMALLEST] = [1500, 40];

/**
 * iptables' own is gone as a whole with the first packet that is larger than what is left (xt_quota.c). Counters that were
 * reset say too little.
 */
function quotaOfXt({ text, passed, inv }: Fields): Step {
  const over = inv === true;
  const left = over || typeof passed !== 'number' ? Infinity : Number(text) - passed;
  if (left < SMALLEST) return always(false);
  return always(doubt('quota', `quota ${wordOf(text)}`, left < PACKET ? over : !over));
}

/** A quota says how much of it is used, so that it can be told; iptables' own does not. */
export function quota(body: Fields): Step {
  if ('text' in body) return quotaOfXt(body);
  const { val, val_unit: unit = 'bytes', used = 0, used_unit: usedUnit = 'bytes' } = body;
  const most =
    typeof body.bytes === 'number' ? body.bytes : Number(val) * (UNITS[wordOf(unit)] ?? Number.NaN);
  const gone = Number(used) * (UNITS[wordOf(usedUnit)] ?? Number.NaN);
  const over = body.inv === true;
  if (Number.isNaN(most) || Number.isNaN(gone)) return always(doubt('quota', 'quota', !over));
  return always(gone >= most === over);
}

/** Adding to a set goes on, unless a limit or the like is kept for each element; rules after it find the element there. */
export function setStatement(body: Fields, sets: SetNamed): Step {
  const limits = Array.isArray(body.stmt) ? (body.stmt as readonly Json[]) : [];
  for (const limit of limits.filter(isFields)) {
    const [kind = '', value = null] = Object.entries(limit)[0] ?? [];
    const what = kind === 'quota' ? kind : Object.hasOwn(counted, kind) ? counted[kind] : undefined;
    if (!what) continue;
    const says = `${limitSaid(kind, value)} for each element of ${wordOf(body.set)}`;
    const each = doubt(what, says, !isOver(value));
    const bucket = isOfClients(body) ? bucketOf(kind, value) : undefined;
    if (!bucket) return always(each);
    const { test } = matchOf({ op: '==', left: keyOf(body), right: body.set ?? null }, sets);
    return (packet, roads) => ({
      ...each,
      bucket,
      ...(test(packet, roads) === true && { begun: true }),
    });
  }
  const entry = entryOf(keyOf(body), body.set);
  const { get } = fieldOf(keyOf(body));
  return (packet, roads, sure) => {
    if (isAbsent(get(packet, roads))) return false;
    packet.noted = new Map(packet.noted).set(entry, sure ? body.op !== 'delete' : undefined);
    return true;
  };
}
