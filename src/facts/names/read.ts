import { canonicalAddress } from '../../net/address.js';
import { isLocalhostName } from '../../net/host.js';
import type { System } from '../../system/system.js';
import { type Fact, known } from '../fact.js';
import { type Ask, askByPort53 } from './ask.js';
import { fallback, knownToClients } from './fallback.js';
import { hear, type Sources } from './hear.js';
import { parseHosts } from './hosts.js';
import { linesWhere } from './lines.js';
import { candidatesFor, isHostsLine, meantDomains, parseLookupOrder } from './resolver.js';
import { findServers, RESOLV_CONF, type Servers } from './servers.js';
import { askSystem, type SystemAnswer } from './system-lookup.js';
import type { NameLookup, NameServerAnswer } from './types.js';
import { textOf, unreadAmong } from './unread.js';

/** Longest wait for one name server, milliseconds: a little less than the C library's five seconds for its first attempt. */
const SERVER_LIMIT = 4500;
/** A label that nobody has: a search domain that knows it knows everything. */
const MADE_UP = 'netcheck-no-such-name';
const HOSTS: Readonly<Record<string, string>> = { win32: 'C:\\Windows\\System32\\drivers\\etc\\hosts' };
/** Block lists make it some megabytes long. */
const HOSTS_LIMIT = 32 * 1024 * 1024;
const NSSWITCH = '/etc/nsswitch.conf';
const AVAHI = '/run/avahi-daemon/socket';

function exists(system: System, path: string): boolean {
  try {
    return system.status(path).kind === 'socket';
  } catch {
    return false;
  }
}

/** Which of the resolver's sources gave the addresses. */
function sourceOf(
  found: SystemAnswer['addresses'],
  hosts: NameLookup['hosts'],
  order: readonly string[],
  answers: readonly NameServerAnswer[],
  name: string,
): NameLookup['from'] {
  if (found.length === 0) return null;
  const all = (addresses: readonly (string | undefined)[]) =>
    found.every(({ address }) => addresses.includes(address));
  if (order.includes('files') && all(hosts.map(entry => canonicalAddress(entry.address)))) return 'hosts';
  if (all(answers.flatMap(answer => answer.addresses))) return 'dns';
  if (isLocalhostName(name)) return 'myhostname';
  if (/\.local\.?$/i.test(name) && order.some(word => word.startsWith('mdns'))) return 'mdns';
  return order.includes('resolve') ? 'resolved' : 'other';
}

/** Search domains that gave the name its address and give one to a made-up name as well. */
async function wildcardsOf(
  name: string,
  servers: Servers,
  found: SystemAnswer['addresses'],
  answers: readonly NameServerAnswer[],
  ask: Ask,
  deadline: number,
): Promise<string[]> {
  const guilty = servers.configuration.search.filter(domain =>
    answers.some(
      each =>
        each.question === `${name}.${domain}` && found.some(one => each.addresses.includes(one.address)),
    ),
  );
  const first = answers.find(each => each.addresses.length > 0)?.server;
  if (first === undefined) return [];
  const replies = await Promise.all(
    guilty.slice(0, 2).map(async domain => ({
      domain,
      reply: await ask(
        first,
        `${MADE_UP}.${domain}`,
        'A',
        Math.min(deadline, performance.now() + SERVER_LIMIT),
      ),
    })),
  );
  return replies.filter(({ reply }) => reply.addresses.length > 0).map(({ domain }) => domain);
}

/**
 * Finds out what a name means on this machine and why: getaddrinfo's answer, the hosts file, and what each configured
 * name server says when it is asked by itself (systemd-resolved's upstreams too). Asks nobody but those servers, and
 * none for localhost. `deadline` is in performance.now() time.
 */
export async function lookUpName(
  system: System,
  name: string,
  deadline: number,
  sources: Sources = { lookup: askSystem, ask: askByPort53 },
): Promise<Fact<NameLookup>> {
  const start = performance.now();
  const file = HOSTS[system.platform] ?? '/etc/hosts';
  const hostsText = textOf(system, file, HOSTS_LIMIT);
  const hosts = parseHosts(hostsText ?? '', name, file);
  const switchesText = textOf(system, NSSWITCH);
  const switches = switchesText ?? '';
  const order = parseLookupOrder(switches);
  const found = findServers(system);
  const servers = isLocalhostName(name) ? { ...found, servers: [] } : found;
  const meant = meantDomains(servers.searchLines.map(({ text }) => text).join('\n'));
  const sourceAmong = (addresses: SystemAnswer['addresses'], answers: readonly NameServerAnswer[]) =>
    sourceOf(addresses, hosts.entries, order, answers, name);
  const { told, at, answers } = await hear({
    name,
    round: {
      servers: servers.servers,
      // Domains that the C library does not read come last: one that has the name tells why it is not found.
      names: [
        ...new Set([
          ...candidatesFor(name, servers.configuration),
          ...candidatesFor(name, { ...servers.configuration, search: meant }),
        ]),
      ],
      deadline: Math.min(deadline, start + SERVER_LIMIT),
    },
    sources,
    deadline,
    // Where any server may be the first, what each of them says counts.
    isSettled: (addresses, heard) =>
      hosts.entries.length === 0 && !servers.configuration.rotates && sourceAmong(addresses, heard) === 'dns',
  });
  const heard = fallback(told, answers, servers.configuration.patience);
  const assumed = knownToClients(name, heard);
  const answer = assumed ?? heard;
  const unread = unreadAmong(system, [
    ...(hostsText === undefined ? [file] : []),
    ...(switchesText === undefined ? [NSSWITCH] : []),
    ...(found.lines.length === 0 ? [RESOLV_CONF] : []),
  ]);
  const from = assumed ? 'clients' : sourceAmong(answer.addresses, answers);
  return known(
    {
      name,
      addresses: answer.addresses,
      error: answer.error,
      from,
      hosts: hosts.entries,
      order,
      orderLine: linesWhere(NSSWITCH, switches, isHostsLine)[0] ?? null,
      servers: servers.servers.map(each => each.server),
      serverLines: servers.lines,
      ...(servers.optionLines.length > 0 && { optionLines: servers.optionLines }),
      search: servers.configuration.search,
      ...(servers.searchLines.length > 0 && { searchLines: servers.searchLines }),
      answers,
      malformed: hosts.malformed,
      ...(unread.length > 0 && { unread }),
      ms: Math.round((at - start) * 10) / 10,
      dots: servers.configuration.dots,
      wildcards:
        from === 'hosts'
          ? []
          : await wildcardsOf(name, servers, answer.addresses, answers, sources.ask, deadline),
      multicast: exists(system, AVAHI),
    },
    'getaddrinfo',
  );
}
