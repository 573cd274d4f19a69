import { valueIn } from '../../facts/fact.js';
import { givesServer, losesServers, mendedServerLine } from '../../facts/names/resolver.js';
import type { NameLookup } from '../../facts/names/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { isLinkLocal, isLoopback, isWildcard } from '../../net/prefix.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import { unlessOwnRule } from '../remote/elsewhere.js';
import { defineRule } from '../rule.js';
import { at } from '../serving.js';
import { edit } from './hidden.js';
import { askedServers, asksName, verdictsOf, worded } from './lookup.js';
import { noAddress, ownSaid, withHere } from './no-address.js';
import { slowLookup } from './slow-lookup.js';
import { unreadFile, unreadFix, unreadRepair, unreadWords } from './unread.js';
import { whyUnresolved } from './unresolved.js';

/** Where a name server of this machine does listen, that could be asked instead of these, at which none does. */
function listensBeside(servers: readonly string[], listeners: readonly Socket[]): string | undefined {
  const own = listeners.filter(({ protocol, local }) => protocol === 'udp' && local.port === 53);
  const addresses = own.map(({ local }) => local.address);
  if (addresses.some(each => isWildcard(each) || servers.includes(each))) return undefined;
  // An address of a link alone counts with its device only.
  return addresses.find(each => !isLinkLocal(each));
}

/** `isHere`: all servers are this machine itself, by whatever address of its own. */
function advice(names: NameLookup, listeners: readonly Socket[], isHere: boolean): string {
  const upstream = verdictsOf(names).find(
    ({ source, says }) => source.startsWith('/run/systemd/') && says !== 'silence',
  );
  if (upstream)
    return `systemd-resolved does not run, but its server ${upstream.server} answers. Start it: sudo systemctl start systemd-resolved`;
  const cut = askedServers(names).find(({ answer }) => answer.truncated);
  if (cut)
    return `A long answer comes by TCP only: let TCP port 53 of ${cut.server} answer and get through, or put another server into /etc/resolv.conf.`;
  const [line] = names.serverLines;
  const unnamed = askedServers(names).some(({ source }) => source === 'default');
  const unread = unreadFile(names, '/etc/resolv.conf');
  if (unread) return `${unreadWords(unread)}, so this machine asks itself. ${unreadRepair(unread)}`;
  if (unnamed && line) return namesNone(line, ', so this machine asks itself');
  if (unnamed)
    return '/etc/resolv.conf names no server, so this machine asks itself. Put a line "nameserver ADDRESS" with the address of a server that works into it.';
  const lost = names.serverLines.find(({ text }) => losesServers(text));
  if (lost && !givesServer(lost.text)) return namesNone(lost);
  if (lost)
    return `${lost.file} line ${lost.line} names more than one server, of which the C library reads the first: ${lost.text.trim()}. Each needs a line "nameserver ADDRESS" of its own.`;
  const fourth = names.serverLines.filter(({ text }) => givesServer(text))[3];
  if (fourth)
    return `The C library asks the first three servers only: what ${fourth.file} line ${fourth.line} and the lines after it name is never asked. Take those away that do not answer.`;
  const other = isHere ? listensBeside(names.servers, listeners) : undefined;
  if (other)
    return `A name server of this machine listens at ${other}. If it is the one that is meant, put the line "nameserver ${other}" into /etc/resolv.conf; else start the one that should answer at ${names.servers.join(', ')} (systemd-resolved, dnsmasq, unbound).`;
  const mute = isHere && askedServers(names).find(({ answer }) => answer.outcome === 'timeout');
  if (mute)
    return `Something of this machine takes the questions at ${mute.server}, else it would refuse them: sudo ss -lunp 'sport = :53' shows it. It hangs, or the servers that it asks itself are silent; or a rule drops the questions, or its answers. Mend that, or put another server into /etc/resolv.conf.`;
  if (isHere)
    return `Start the name server that should answer at ${names.servers.join(', ')} of this machine itself (systemd-resolved, dnsmasq, unbound), or put another one into /etc/resolv.conf.${names.servers.every(isLoopback) ? ` A container, and every other network namespace, has a loopback of its own: give it a name server's real address (docker run --dns ADDRESS).` : ''}`;
  const bare = names.servers.find(each => isLinkLocal(each) && !each.includes('%'));
  if (bare?.includes(':'))
    return `${bare} is a link-local address, which is of use only with its interface: write it into /etc/resolv.conf as "nameserver ${bare}%INTERFACE", or put another server there.`;
  const ways = names.servers.map(each => quoted(`${at(each, 53)}/udp`));
  return `Check the network to ${names.servers.join(', ')}, or put a server that works into /etc/resolv.conf. What is wrong on the way:\n  netcheck why ${ways.join(' ')}`;
}

/** A line of resolv.conf that the C library passes over. */
const namesNone = ({ file, line, text }: NameLookup['serverLines'][number], result = ''): string =>
  `${file} line ${line} names no server to the C library${result}: ${
    mendedServerLine(text) === text.trim()
      ? whatSpoils(text)
      : `${text.trim()}. Write it as "nameserver ADDRESS", the address alone.`
  }`;

/** What keeps the C library from reading a line that looks right to people. */
const whatSpoils = (text: string): string =>
  /^\s/.test(text)
    ? `"nameserver" has to stand at the very start of the line, and there are blanks before it.`
    : 'it ends with a carriage return, as lines written on Windows do, which the C library takes for a part of the address.';

/** Writes every line that was meant to name a server as one that does; undefined where there is none. */
function mendLines({ serverLines }: NameLookup): Fix | undefined {
  const steps = serverLines.flatMap(line => {
    const better = mendedServerLine(line.text);
    return better === undefined || !losesServers(line.text) ? [] : (edit('', line, better).steps ?? []);
  });
  return steps.length > 0
    ? { title: 'Write the servers into /etc/resolv.conf as the C library reads them', steps, needsRoot: true }
    : undefined;
}

/** What gets a name server to answer: by itself where a file says what was meant, else by hand. */
function firstFix(names: NameLookup, listeners: readonly Socket[], isHere: boolean): Fix {
  const unread = unreadFile(names, '/etc/resolv.conf');
  const own = unread ? unreadFix(unread) : mendLines(names);
  return {
    ...(own || { title: 'Get a name server to answer', needsRoot: true }),
    text: advice(names, listeners, isHere),
  };
}

/** Every configured name server was silent, refused its port or could not be reached. */
export const rule = defineRule({
  code: 'name/resolver-unreachable',
  needs: ['names'],
  mayUse: ['sockets', 'listeners', 'interfaces', 'firewall', 'machine'],
  explainedBy: ['firewall/egress-blocked', 'interface/down', 'interface/no-carrier', 'interface/no-address'],
  check(facts, question) {
    const { names, listeners, interfaces, firewall } = facts;
    if (!asksName(names, question)) return undefined;
    if (names.addresses.length > 0) return slowLookup(names);
    if (whyUnresolved(names) !== 'name/resolver-unreachable') return undefined;
    const servers = askedServers(names).map(worded).join('; ') || 'no name server could be asked';
    const own = (valueIn(interfaces) ?? []).flatMap(({ addresses }) => addresses.map(each => each.address));
    const isHere = names.servers.every(each => isLoopback(each) || own.includes(each));
    const here = names.servers.every(isLoopback) ? '' : unlessOwnRule(firewall, 'blocking');
    return noAddress(
      names,
      `${names.name} cannot be looked up: ${servers}.${here}${ownSaid(facts)}`,
      'no name server answers',
      withHere([firstFix(names, valueIn(listeners) ?? [], isHere)], facts, question),
    );
  },
});
