import { type Fields, isFields, wordOf } from '../facts/firewall/json.js';
import { counted } from '../net/english.js';
import { countedStep } from './limits.js';
import type { Packet } from './packet.js';
import { doubt, type Step } from './step.js';
import { writtenAddress } from './value.js';
import { isDoubt } from './verdict.js';

const addressIn = ({ family, ends }: Packet, of: unknown): string =>
  writtenAddress(family, of === 'daddr' ? ends.destination : ends.source);

/** Seconds since an address was noted, each time; undefined where the list does not tell. */
function agesOf({ ages }: Fields, address: string): readonly number[] | undefined {
  const own = isFields(ages) && Object.hasOwn(ages, address) ? ages[address] : undefined;
  return Array.isArray(own) ? own.map(Number) : undefined;
}

/**
 * Prepares -m recent (xt_recent.c). `noted` are the addresses of its list as it stood: who is not among them, and was not
 * noted by a rule on its way, was not seen. `ages` tells how long ago that was, each time.
 */
export function recent(body: Fields): Step {
  const { name, of, inv, often, lately, masked, note, own } = body;
  const listed = wordOf(name);
  if (note === true)
    return packet => {
      packet.recent = [...(packet.recent ?? []), listed];
      return true;
    };
  const noted = Array.isArray(body.noted) && masked !== true ? new Set(body.noted.map(String)) : undefined;
  const unknown = countedStep('recent', body);
  if (!noted) return unknown;
  const within = (age: number) => typeof lately !== 'number' || age <= lately;
  const path = `/proc/net/xt_recent/${listed}`;
  return (packet, roads, sure) => {
    const address = addressIn(packet, of);
    const ages = agesOf(body, address)?.filter(within);
    const now = packet.recent?.filter(each => each === listed).length ?? 0;
    const times = (ages?.length ?? 0) + now;
    // A list of those who connected here themselves limits how often one may: once.
    if (typeof often === 'number' || (own === true && times > 0)) {
      const effect = unknown(packet, roads, sure);
      if (times < Number(often ?? 1) || !isDoubt(effect)) return effect;
      return { ...effect, reached: { says: `it was noted ${counted(times, 'time')}`, source: path } };
    }
    if (now > 0) return unknown(packet, roads, sure);
    if (!noted.has(address)) return inv !== true;
    if (typeof lately !== 'number') return inv === true;
    if (!ages) return doubt('limit', `how long ago ${address} was noted in ${path}`);
    return ages.length > 0 === (inv === true);
  };
}
