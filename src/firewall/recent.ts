import type { Fields } from '../facts/firewall/json.js';
import { countedStep } from './limits.js';
import type { Packet } from './packet.js';
import { doubt, type Step } from './step.js';
import { writtenAddress } from './value.js';

const addressIn = ({ family, ends }: Packet, of: unknown): string =>
  writtenAddress(family, of === 'daddr' ? ends.destination : ends.source);

/**
 * Prepares -m recent (xt_recent.c). `noted` are the addresses of its list as it stood: who is not among them, and was not
 * noted by a rule on its way, was not seen. How often somebody came, and how long ago, the list does not tell us.
 */
export function recent(body: Fields): Step {
  const { name, of, inv, often, lately, masked, note } = body;
  const listed = String(name);
  if (note === true)
    return packet => {
      packet.recent = [...(packet.recent ?? []), listed];
      return true;
    };
  const noted = Array.isArray(body.noted) && masked !== true ? new Set(body.noted.map(String)) : undefined;
  const unknown = countedStep('recent', body);
  if (!noted || often === true) return unknown;
  return (packet, roads, sure) => {
    if (packet.recent?.includes(listed)) return unknown(packet, roads, sure);
    const address = addressIn(packet, of);
    if (!noted.has(address)) return inv !== true;
    return lately === true
      ? doubt('limit', `how long ago ${address} was noted in /proc/net/xt_recent/${listed}`)
      : inv === true;
  };
}
