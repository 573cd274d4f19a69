import { valueIn } from '../../facts/fact.js';
import type { Interface } from '../../facts/interfaces/types.js';
import { isNeighbours } from '../../facts/names/elsewhere.js';
import type { HostsEntry, NameLookup } from '../../facts/names/types.js';
import { isLocal } from '../../facts/questions.js';
import type { Socket } from '../../facts/sockets/types.js';
import { canonicalAddress } from '../../net/address.js';
import { isLocalhostName, isOwnName } from '../../net/host.js';
import { isLoopback, isWildcard } from '../../net/prefix.js';
import { here, type Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { fateOf, probeOf } from '../probe.js';
import { defineRule } from '../rule.js';
import { takersOf } from '../serving.js';
import { lineOf, pointElsewhere, removeFrom } from './hosts-edit.js';
import { asksName, heard, verdictsOf } from './lookup.js';
import { addressHere, likelyMeant, serversHere } from './server-here.js';
import { fate, tried, triedOf, works } from './tried.js';

/** The line that was asked for the name. */
const asked = (names: NameLookup, question: Question): HostsEntry | undefined =>
  asksName(names, question) && names.from === 'hosts' ? lineOf(names, question.address) : undefined;

/** Name servers that know the name by other addresses than the hosts file does. */
function contradicting(names: NameLookup) {
  const here = names.hosts.map(entry => canonicalAddress(entry.address));
  return verdictsOf(names).find(
    ({ says, addresses }) => says === 'address' && !addresses.some(address => here.includes(address)),
  );
}

function fixesFor(
  names: NameLookup,
  entry: HostsEntry,
  address: string | undefined,
  dns: boolean,
): readonly Fix[] {
  return [
    ...(address === undefined || address === entry.address
      ? []
      : [pointElsewhere(entry, names.name, address)]),
    ...(dns ? [removeFrom(entry, names.name)] : []),
  ];
}

/** The line does its work, whatever becomes of the connection then. */
const leadsToServer = (sockets: readonly Socket[], question: Question): boolean =>
  question.local && takersOf(sockets, question).length > 0;

/** What the line ought to say instead, as far as anybody knows. */
function betterThan(dns: readonly string[] | undefined, here: string | undefined, blocked: boolean): string {
  if (dns) return `DNS knows it as ${dns.slice(0, 3).join(', ')}`;
  if (here !== undefined) return here;
  return blocked
    ? 'so block lists keep a name from being reached'
    : 'if that machine has moved, the line has to follow it';
}

/** localhost means loopback whatever the file says (RFC 6761, section 6.3), and where the server listens there, that is enough. */
const leavesLoopback = (names: NameLookup, sockets: readonly Socket[], question: Question) =>
  isLocalhostName(names.name) &&
  serversHere(sockets, question).some(({ local }) => isLoopback(local.address)) && {
    explains: ['bind/loopback-only' as const],
  };

/** The server here listens at an address of this machine that DNS knows: without the line it would be had. */
const isHadByDns = (
  dns: readonly string[] = [],
  sockets: readonly Socket[],
  interfaces: readonly Interface[] = [],
  question: Question,
) =>
  question.local &&
  dns.some(
    address =>
      isLocal(address, interfaces) && takersOf(sockets, { ...question, address, vantage: here }).length > 0,
  ) && { explains: ['bind/one-address', 'bind/loopback-only', 'bind/ipv4-only', 'bind/ipv6-only'] as const };

/** A line that leads here is the server's matter where one here has the port; one that leads elsewhere is wrong then. */
const isCertain = (contradicted: boolean, meant: boolean, { local }: Question): boolean =>
  local ? contradicted && !meant : contradicted || meant;

/**
 * The hosts file gives the address, it does not answer, and there is a better one: the port is open on this machine,
 * or DNS knows the name elsewhere. Where neither is so, the machine may be off or have moved. An address of this
 * machine where the server does not listen is the server's matter first, unless DNS contradicts the line, and no server
 * here has the port or one has it at the address that DNS gives.
 */
export const rule = defineRule({
  code: 'name/hosts-override',
  needs: ['names', 'probes'],
  mayUse: ['sockets', 'interfaces'],
  explainedBy: ['route/hairpin-nat'],
  check({ names, probes, sockets, interfaces }, question) {
    const entry = asked(names, question);
    const probe = probeOf(probes, question);
    if (!entry || !probe || probe.outcome === 'connected') return undefined;
    // ::1 for 127.0.0.1 has a cause of its own.
    if (isOwnName(names.name) && isLoopback(question.address)) return undefined;
    const servers = valueIn(sockets) ?? [];
    const nics = valueIn(interfaces);
    const dns = contradicting(names);
    const misled =
      leavesLoopback(names, servers, question) || isHadByDns(dns?.addresses, servers, nics, question);
    const agreed = verdictsOf(names).some(({ addresses }) => addresses.includes(question.address));
    // 0.0.0.0 is what block lists write.
    const blocked = isWildcard(question.address);
    const known = dns !== undefined || blocked || serversHere(servers, question).length > 0;
    // Where nobody has the address at all, the machine may have moved: nothing says where to.
    if (agreed || (!known && probe.outcome !== 'host-unreachable')) return undefined;
    // Beside an address that works, a dead one is no matter of where the name leads, unless DNS knows better.
    if (!dns && (leadsToServer(servers, question) || triedOf(names, probes, question).some(works)))
      return undefined;
    const certain =
      blocked || misled !== false || isCertain(dns !== undefined, likelyMeant(servers, question), question);
    const open = addressHere(servers, question, nics);
    const meant = isNeighbours(names, nics ?? []) ? undefined : open?.address;
    const summary = `${entry.file} line ${entry.line} sends ${names.name} to ${question.address}, which ${fate(probe)}; ${betterThan(dns?.addresses, open?.words, blocked)}.`;
    return {
      severity: certain ? 'error' : 'warning',
      summary,
      says: `${entry.file} says ${question.address}`,
      evidence: [
        { fact: 'names', says: `line ${entry.line}: ${entry.text.trim()}`, source: entry.file },
        tried(probe),
        ...(dns ? [heard(dns)] : []),
      ],
      fixes: fixesFor(names, entry, meant, dns !== undefined || blocked),
      outcome: fateOf(probe),
      ...misled,
    };
  },
});
