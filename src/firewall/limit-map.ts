import { type Fields, isFields } from '../facts/firewall/json.js';
import { fieldOf } from './expression.js';
import type { SetNamed } from './ipset.js';
import { countedStep, quota } from './limits.js';
import { mapOf } from './match.js';
import { always, doubt, type Step } from './step.js';

/** The map of `limit name tcp dport map @limits`, where a statement's limit is looked up for each packet. */
export const mapIn = (body: unknown): Fields | undefined => {
  const { map } = isFields(body as Fields) ? (body as Fields) : {};
  return isFields(map) ? map : undefined;
};

/** A limit or quota that is looked up by a field of the packet; one that has none there ends the rule. */
export function lookedUp(kind: string, { key, data }: Fields, sets: SetNamed): Step {
  const field = fieldOf(key ?? null);
  const map = mapOf(data ?? null, field.kinds, sets);
  if (!map) return always(doubt('limit', `${kind} by ${field.label}`));
  return (packet, roads, sure) => {
    const { at, sure: known } = map.find(field.get(packet, roads));
    if (known && at.length === 0) return false;
    const body = known ? map.valueAt(at[0]!) : null;
    if (!isFields(body)) return doubt('limit', `${kind} by ${field.label}`);
    return (kind === 'quota' ? quota(body) : countedStep(kind, body))(packet, roads, sure);
  };
}
