import { type Fields, isFields, wordOf } from '../facts/firewall/json.js';
import type { Json } from '../facts/firewall/types.js';
import { fieldOf } from './expression.js';
import type { Get } from './field.js';
import type { SetNamed } from './ipset.js';
import { lookUp } from './nat.js';
import { always, doubt, type Step } from './step.js';
import { constant } from './value.js';
import type { Verdict } from './verdict.js';

const isEnd = (payload: Json | undefined): payload is Fields =>
  isFields(payload) && ['saddr', 'daddr', 'sport', 'dport'].includes(wordOf(payload.field));

/** An address or port that is written into the packet itself, of which no connection tracking knows: where it ends is not followed. */
const rewritten = ({ protocol, field }: Fields): Verdict => ({
  kind: 'unknown',
  doubt: doubt('nat', `${wordOf(protocol)} ${wordOf(field)} is written anew`),
});

const isHops = (payload: Json | undefined): boolean =>
  isFields(payload) && (payload.field === 'ttl' || payload.field === 'hoplimit');

/** `ip ttl set 1`: how far the packet gets from here. */
function leaveHops(value: Json): Step {
  const left = constant(value, 'number');
  return (packet, _, sure) => {
    packet.hops = sure && typeof left === 'number' ? { left, by: null } : undefined;
    return true;
  };
}

/** `ip dscp set cs1`: what later rules may ask for. */
function classify(value: Json): Step {
  const to = constant(value, 'text');
  return (packet, _, sure) => {
    packet.traffic = { class: sure && typeof to === 'string' ? to : undefined };
    return true;
  };
}

/** What is written: a number, what a map has for the packet (nothing there ends the rule), or what a field reads. */
function written(json: Json, sets: SetNamed): Get {
  const literal = constant(json, 'number');
  if (literal !== undefined) return () => literal;
  if (!isFields(json) || !isFields(json.map)) return fieldOf(json).get;
  const find = lookUp(json.map, sets);
  return (packet, roads) => {
    const found = find(packet, roads);
    return found === false ? null : found === undefined ? undefined : constant(found, 'number');
  };
}

/** `meta mark set …`, `ct mark set …`, `ct zone set …`; other fields decide nothing here. After a maybe the mark is not known. */
export function mangle(body: Fields, sets: SetNamed): Step {
  const key = isFields(body.key) ? body.key : {};
  if (isHops(key.payload)) return leaveHops(body.value ?? null);
  if (isFields(key.payload) && key.payload.field === 'dscp') return classify(body.value ?? null);
  const has = (part: Json | undefined, name: string) => isFields(part) && part.key === name;
  const ofConnection = has(key.ct, 'mark') ? 'connectionMark' : has(key.ct, 'zone') ? 'zone' : undefined;
  const target = has(key.meta, 'mark') ? 'mark' : ofConnection;
  if (!target) return always(isEnd(key.payload) ? [rewritten(key.payload)] : true);
  // A zone of one direction only: what the other one gets is not followed.
  const oneWay = target === 'zone' && isFields(key.ct) && key.ct.dir !== undefined;
  const value = written(body.value ?? null, sets);
  return (packet, roads, sure) => {
    // A connection has a mark once it is tracked, and its zone by then.
    if (target !== 'mark' && packet.attached !== (target === 'connectionMark')) return true;
    const mark = value(packet, roads);
    // What there is nothing to read from ends the rule, as a match would.
    if (mark === null) return false;
    if (target === 'zone') packet.apart = { by: null };
    packet[target] = sure && !oneWay && typeof mark === 'number' ? mark : undefined;
    return true;
  };
}
