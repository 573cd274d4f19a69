import { type Fields, isFields, wordOf } from '../facts/firewall/json.js';
import type { Json, Statement } from '../facts/firewall/types.js';
import { budget } from './budget.js';
import { chanceStep, statistic } from './chance.js';
import { holds } from './content.js';
import { dealtGoals, dealtVerdicts } from './dealt.js';
import { fieldOf } from './expression.js';
import type { SetNamed } from './ipset.js';
import { lookedUp, mapIn } from './limit-map.js';
import { counted, countedStep, quota, setStatement } from './limits.js';
import { mangle } from './mangle.js';
import { mapOf, matchOf } from './match.js';
import { destinationRewrite, sourceRewrite } from './nat.js';
import { IPPROTO, type Packet } from './packet.js';
import { queue } from './queue.js';
import { recent } from './recent.js';
import { always, doubt, type Step } from './step.js';
import { tproxy } from './tproxy.js';
import { not, type Tri } from './value.js';
import type { Effect, Verdict } from './verdict.js';

const decides = (...verdicts: readonly Verdict[]): Step => always(verdicts);
/** Targets of iptables that nft's JSON may leave unresolved, and that change no verdict. */
const harmless = new Set(['comment', 'LOG', 'NFLOG', 'TCPMSS', 'CHECKSUM', 'TRACE']);
/** Those that write marks, or what a set has: which, nobody can tell then. */
const marking = new Set(['MARK', 'CONNMARK', 'HMARK', 'SET']);
const marked: Step = packet => {
  packet.mark = undefined;
  if (packet.attached) packet.connectionMark = undefined;
  return true;
};

const fromTri = (tri: Tri, label: string, usually?: boolean, kind: 'field' | 'size' = 'field'): Effect =>
  tri ?? doubt(kind, label, usually);

function vmap(body: Fields, sets: SetNamed): Step {
  const key = fieldOf(body.key ?? null);
  const map = mapOf(body.data ?? null, key.kinds, sets);
  if (!map) return always(doubt('field', `a map of verdicts on ${key.label}`));
  const dealt = dealtVerdicts(body, sets, plainVerdict);
  if (dealt) return decides(dealt);
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
  if ((kind === 'jump' || kind === 'goto') && isFields(body)) return { kind, target: wordOf(body.target) };
  return undefined;
}

/** Each kind of rejection is for some packets only; nft prints the rule without the match that says so. */
function reject(body: Json): Step {
  const { type = 'icmpx', expr = 'port-unreachable' } = isFields(body) ? body : {};
  const how = type === 'tcp reset' ? 'tcp reset' : wordOf(expr);
  const verdicts: readonly Verdict[] = [{ kind: 'reject', how }];
  const family = type === 'icmp' ? 4 : type === 'icmpv6' ? 6 : undefined;
  return packet => {
    if (type === 'tcp reset' && packet.protocol !== IPPROTO.tcp) return false;
    return family === undefined || packet.family === family ? verdicts : false;
  };
}

/** One of several matches is enough: `-m multiport --ports` is of either end, `--ctstate` of states and of rewrites. */
function either(body: Fields, sets: SetNamed): Step {
  const parts = (Array.isArray(body.of) ? (body.of as readonly Fields[]) : []).map(part =>
    matchOf(part, sets),
  );
  const label = parts.map(part => part.label).join(' or ');
  return (packet, roads) => {
    const tris = parts.map(part => part.test(packet, roads));
    const tri = tris.includes(true) ? true : tris.includes(undefined) ? undefined : false;
    return fromTri(body.negated === true ? not(tri) : tri, label);
  };
}

/** What is tracked already stays so (nft_notrack_eval() of nft_ct.c, xt_ct_target() of xt_CT.c). */
function untrack(packet: Packet): Effect {
  if (packet.attached) return true;
  packet.tracked = false;
  packet.apart = { by: null };
  return true;
}

function extension(body: Fields): Step {
  const name = wordOf(body.name);
  if (harmless.has(name)) return always(true);
  if (marking.has(name)) return marked;
  const unknown = doubt('extension', `the iptables extension ${name}`);
  if (body.type !== 'target') return always(unknown);
  if (name === 'MASQUERADE' || name === 'SNAT')
    return decides({ kind: 'nat', side: 'source', rewrite: sourceRewrite('snat', {}) });
  return decides({ kind: 'unknown', doubt: unknown });
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
  const dealt = isFields(body) ? dealtGoals(kind, body, sets) : undefined;
  if (dealt) return dealt;
  const rewrite = destinationRewrite(kind, isFields(body) ? body : {}, sets);
  return { kind: 'nat', side: 'destination', rewrite };
}

/** The kernel shakes hands in the server's place, and with the server once a client proved itself: whoever asks gets in. */
const synproxy: Step = packet => packet.protocol === IPPROTO.tcp && [{ kind: 'accept' }];

/** It leaves by another device, as it is: no socket here ever sees it. An ifb, made to shape traffic, may hand it back. */
function forwarded(body: Json): Verdict {
  const device = isFields(body) ? wordOf(body.dev) : '';
  return /^ifb\d/.test(device)
    ? { kind: 'unknown', doubt: doubt('extension', `fwd to ${device}`) }
    : { kind: 'drop' };
}

/** Statements that take the packet out of the rules' hands: to a program, to a transparent socket, to another device. */
function handsOver(kind: string, body: Json): Step | undefined {
  if (kind === 'queue') return queue(body);
  if (kind === 'tproxy') return tproxy(body);
  if (kind === 'fwd') return decides(forwarded(body));
  if (kind === 'synproxy') return synproxy;
  if (kind === 'a chain without a name') return decides({ kind: 'unknown', doubt: doubt('extension', kind) });
  return undefined;
}

/** What the other statements mean, by their name. */
const others: Readonly<Record<string, (body: Fields, sets: SetNamed) => Step>> = {
  match: (body, sets) => {
    const match = matchOf(body, sets);
    if (match.share !== undefined) return chanceStep(match.share);
    return (packet, roads) => fromTri(match.test(packet, roads), match.label, match.usually, match.kind);
  },
  vmap,
  mangle,
  set: setStatement,
  map: setStatement,
  either,
  xt: extension,
  quota,
  string: holds,
  statistic,
};

/** Prepares one statement. One that is not known here may do anything, which is a doubt with its name. */
function prepared(statement: Statement, sets: SetNamed): Step {
  const [kind = '', body = null] = Object.entries(statement)[0] ?? [];
  if (passing.has(kind)) return always(true);
  if (kind === 'notrack') return untrack;
  if (kind === 'reject') return reject(body);
  const verdict = plainVerdict(statement) ?? mapping(kind, body, sets);
  if (verdict) return decides(verdict);
  const handed = handsOver(kind, body);
  if (handed) return handed;
  const map = kind === 'limit' || kind === 'quota' ? mapIn(body) : undefined;
  if (map) return lookedUp(kind, map, sets);
  if (kind === 'recent' && isFields(body)) return recent(body);
  if (kind === 'limit' && isFields(body)) return budget(body);
  if (Object.hasOwn(counted, kind)) return countedStep(kind, body);
  const known = isFields(body) && Object.hasOwn(others, kind) ? others[kind] : undefined;
  return known ? known(body as Fields, sets) : always(doubt('extension', kind));
}

/** What one statement does with a packet. Total: one that cannot even be put into words is a doubt too. */
export function stepOf(statement: Statement, sets: SetNamed): Step {
  try {
    return prepared(statement, sets);
  } catch {
    return always(doubt('extension', 'a statement that cannot be read'));
  }
}
