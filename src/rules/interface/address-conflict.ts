import { valueIn } from '../../facts/fact.js';
import { isPlugged } from '../../facts/interfaces/claims.js';
import type { Interface, InterfaceAddress } from '../../facts/interfaces/types.js';
import type { Routing } from '../../facts/routes/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import { defineRule, type Evidence, type Finding } from '../rule.js';
import { lacksAddress } from './lacks-address.js';

/** An address that another machine has too, with the proof, and the interface on whose network that machine is. */
interface Conflict extends InterfaceAddress {
  readonly name: string;
  readonly on: string;
  readonly proof: Evidence;
}

/** A gateway may answer for every address (proxy ARP), as those of clouds do. */
const isGateway = (hardwareAddress: string, routing: Routing | undefined): boolean =>
  routing?.neighbours.some(
    each =>
      each.hardwareAddress?.toLowerCase() === hardwareAddress &&
      routing.routes.some(({ gateway }) => gateway === each.address),
  ) ?? false;

/** Where nobody knows the hardware address of a gateway there, it may be the gateway that answers. */
const mayBeGateway = (on: string, routing: Routing | undefined): boolean =>
  routing?.routes.some(
    ({ gateway, device }) =>
      gateway !== null &&
      device === on &&
      !routing.neighbours.some(each => each.address === gateway && each.hardwareAddress !== null),
  ) ?? true;

function conflictOf(item: Interface, own: InterfaceAddress, routing: Routing | undefined): Conflict[] {
  const { name } = item;
  if (own.flags.includes('dadfailed')) {
    const says = `${own.address}/${own.prefix} on ${name} is marked dadfailed: its duplicate-address probe was answered`;
    return [{ ...own, name, on: name, proof: { fact: 'interfaces', says, source: 'rtnetlink' } }];
  }
  const claims = (isPlugged(item) ? (own.claimed ?? []) : []).filter(({ by }) => !isGateway(by, routing));
  const on = claims[0]?.on;
  if (on === undefined) return [];
  const says = `Asked on ${on} who has ${own.address}, ${claims.map(({ by }) => by).join(' and ')} answered; ${name} itself is ${item.hardwareAddress ?? 'none'}`;
  return [
    { ...own, name, on, proof: { fact: 'interfaces', says, source: `arping -D -I ${on} ${own.address}` } },
  ];
}

/**
 * Found where another machine has this machine's address: duplicate address detection was answered, so that the kernel
 * does not use the address (IPv6, RFC 4862), or neighbours find the one or the other (IPv4, RFC 5227).
 */
export const rule = defineRule({
  code: 'interface/address-conflict',
  needs: ['interfaces'],
  mayUse: ['routes', 'names'],
  check({ interfaces, routes, names }, question) {
    const held = interfaces.flatMap(item =>
      item.addresses.flatMap(own => conflictOf(item, own, valueIn(routes))),
    );
    if (held.length === 0) return undefined;
    const own = held.find(each => each.address === question.address);
    // Of an IPv4 address that others have too, this machine's own connections know nothing.
    if (own && (own.family === 6 || own.on === question.vantage.input))
      return found(own, own.family === 4 && mayBeGateway(own.on, valueIn(routes)) ? 'warning' : 'error');
    const only = held.find(({ family, scope }) => family === 6 && scope === 'global');
    if (only && lacksAddress(interfaces, valueIn(routes), valueIn(names), question))
      return found(only, 'error');
    const beside = held.find(each => isBeside(each, question));
    return beside && found(beside, 'warning');
  },
});

/** The conflict is about another address, on the network that the client comes from, or it is the client's own. */
const isBeside = ({ on, address }: Conflict, { vantage }: Question): boolean =>
  on === vantage.input || address === vantage.label;

/** What it does: to clients of the address, or to the machine that has it by right. */
function summaryOf({ family, name, on, address }: Conflict): string {
  if (family === 6)
    return `Another machine on the network of ${on} already has ${address}, so this machine may not use it.`;
  if (name !== on)
    return `A machine on the network of ${on} has ${address}, and so has ${name} of this machine: what that machine sends is taken for this machine's own, and it gets no answer.`;
  return `Another machine on the network of ${on} has ${address} too, so neighbours find now the one and now the other.`;
}

function found(conflict: Conflict, severity: 'error' | 'warning'): Finding {
  return {
    severity,
    summary: summaryOf(conflict),
    says: `${conflict.address} is taken`,
    outcome: severity === 'error' ? 'unreachable' : 'ok',
    evidence: [conflict.proof],
    fixes: [fix(conflict)],
  };
}

function fix({ address, prefix, name }: Conflict): Fix {
  const at = `${address}/${prefix} dev ${quoted(name)}`;
  return {
    title: 'Give one of the two machines another address',
    text: `Find the other one (ip neigh on a third machine shows its hardware address), change one of them, then set this address anew:\n  sudo ip addr del ${at} && sudo ip addr add ${at}`,
    needsRoot: true,
  };
}
