import type { Fact } from '../../facts/fact.js';
import { valueIn } from '../../facts/fact.js';
import type { FactName } from '../../facts/facts.js';
import { forwardingOf } from '../../facts/namespaces/forwarder.js';
import type { Container } from '../../facts/namespaces/types.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Process } from '../../facts/processes/types.js';
import { serves } from '../../facts/sockets/cover.js';
import type { Owners, Socket } from '../../facts/sockets/types.js';
import { isWildcard } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { masterOf } from '../../programs/family.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { addressFixes } from '../../programs/fixes/fixes.js';
import type { Situation } from '../../programs/program.js';
import { publish } from '../namespace/publish.js';
import type { Finding, Seen } from '../rule.js';
import { at, heldBy, holdersOf, listens, named, serversOf, takersOf } from '../serving.js';
import { holderFacts, situationAt } from '../situation.js';
import { isLost } from './own-address.js';

/** What every rule about the bound address reads. */
export const addressNeeds = ['sockets', 'interfaces', 'machine'] as const;
/** What these rules can do without. */
export const addressMayUse = [...holderFacts, 'probes'] as const satisfies readonly FactName[];

/** The facts that these rules see. */
export type AddressFacts = Seen<(typeof addressNeeds)[number], (typeof addressMayUse)[number]>;

/** The listeners of the port, where none of them takes the question's connections. */
export function missedBy(facts: AddressFacts, question: Question): readonly Socket[] {
  if (!question.local || question.address === '') return [];
  return takersOf(facts.sockets, question).length > 0 ? [] : serversOf(facts.sockets, question);
}

const processesIn = (facts: AddressFacts): readonly Process[] => valueIn(facts.processes) ?? [];

/** The listener's holders in words; a container by its name, where a program stands in for its published port. */
export function holderWords(facts: AddressFacts, socket: Socket): string {
  const processes = processesIn(facts);
  const holders = holdersOf(socket, facts.owners as Fact<Owners>, processes);
  const published = publishedBy(facts, socket, holders[0]);
  const clustered = (valueIn(facts.pm2) ?? []).find(
    each =>
      each.mode === 'cluster' && each.daemon === holders[0]?.pid && each.ports.includes(socket.local.port),
  );
  if (clustered) return `PM2's ${clustered.name} (pid ${clustered.pid}, in cluster mode)`;
  return published?.container
    ? `Container ${published.container.name} (by ${published.program}, pid ${holders[0]?.pid})`
    : heldBy(socket, holders, processes);
}

/** The container for whose published port this process listens; undefined where it listens for itself. */
function publishedBy(facts: AddressFacts, { local, protocol }: Socket, holder: Process | undefined) {
  const forwarding = holder && forwardingOf(holder, local.port);
  if (!forwarding) return undefined;
  const container = (valueIn(facts.containers) ?? []).find(
    each =>
      each.running && each.published.some(one => one.hostPort === local.port && one.protocol === protocol),
  );
  return { ...forwarding, container };
}

/** Redis answers whoever has not logged in with an error of this name. */
const wantsPassword = (probes: readonly Probe[], port: number): boolean =>
  probes.some(
    each =>
      each.port === port && each.conversations.some(({ firstBytes }) => firstBytes.startsWith('-NOAUTH')),
  );

/** Redis in protected mode turns away whoever comes by another address than loopback, this machine's own clients too. */
const turnsAway = (probes: readonly Probe[], { address, port }: Socket['local']): boolean =>
  probes.some(
    each =>
      each.port === port &&
      each.address === address &&
      each.conversations.some(({ firstBytes }) => firstBytes.startsWith('-DENIED')),
  );

/** The listener's program with what it takes to start it again; undefined where its holder cannot be seen. */
export function situationFor(facts: AddressFacts, socket: Socket): Situation | undefined {
  const found = situationAt(facts, facts.machine, socket);
  if (!found) return undefined;
  const { address, port } = socket.local;
  const probes = valueIn(facts.probes) ?? [];
  return {
    ...found,
    locked: wantsPassword(probes, port),
    lost: isLost(address, facts.interfaces) || turnsAway(probes, socket.local),
  };
}

/** An ordinary user does not see whose the socket is. */
const asRoot: Fix = {
  title: 'See which program it is',
  text: 'Run netcheck with sudo: it names the program, and how to make it listen elsewhere.',
  needsRoot: true,
};

/** How to make the program behind the listener listen at another address. */
export function addressFixesFor(facts: AddressFacts, socket: Socket, address: string): readonly Fix[] {
  const situation = situationFor(facts, socket);
  if (!situation) return facts.machine.uid > 0 ? [asRoot] : [];
  const { port } = socket.local;
  const other = isWildcard(address) ? inTheWay(facts, socket, situation) : undefined;
  if (other) return [besideAnother(other, address)];
  const published = publishedBy(facts, socket, situation.process);
  if (!published) {
    const beside = isWildcard(address) ? besideIt(facts, socket, situation, address) : [];
    return addressFixes({ ...situation, beside }, { address, port });
  }
  const { container, containerPort, program } = published;
  if (container && address === '::' && program === 'dockerd' && !hasIpv6(container))
    return [onIpv6Network(container)];
  const inner =
    containerPort ?? container?.published.find(each => each.hostPort === port)?.containerPort ?? port;
  return [
    container
      ? publish(
          container,
          { hostPort: port, containerPort: inner, protocol: socket.protocol },
          valueIn(facts.containers),
        )
      : republish(port, inner),
  ];
}

const hasIpv6 = ({ addresses }: Container): boolean => addresses.some(each => each.includes(':'));

/** Without docker-proxy only rules lead to a container, and those of IPv6 lead to IPv6 addresses (docs.docker.com, "userland-proxy"). */
const onIpv6Network = ({ name }: Container): Fix => ({
  title: `Ask for it over IPv4, or make ${name} anew on a network with IPv6`,
  text: `dockerd runs without its userland proxy, so what comes by IPv6 gets only into containers that have an IPv6 address:\n  docker network create --ipv6 NETWORK\nThen make the container with --network NETWORK.`,
  needsRoot: false,
});

/** Listeners at other addresses of the same port, with who holds them. */
const besides = (facts: AddressFacts, socket: Socket, processes: readonly Process[]) =>
  facts.sockets
    .filter(
      each =>
        serves(each, socket.protocol) &&
        each.local.port === socket.local.port &&
        each.local.address !== socket.local.address,
    )
    .map(each => ({ socket: each, holder: holdersOf(each, facts.owners, processes)[0] }));

/** Another program that has the port at an address of its own: the kernel gives nobody every address beside it. */
function inTheWay(facts: AddressFacts, socket: Socket, { process, processes }: Situation) {
  return besides(facts, socket, processes)
    .filter(({ socket: { family } }) => family === socket.family)
    .flatMap(({ socket: { local }, holder }) => {
      const apart = holder && masterOf(holder, processes).pid !== process.pid;
      return apart ? [`${named(holder, processes)} has ${at(local.address, local.port)}`] : [];
    })[0];
}

/** Its own other addresses that a wildcard covers: both families where that is IPv6's. */
const besideIt = (facts: AddressFacts, socket: Socket, { process, processes }: Situation, wildcard: string) =>
  besides(facts, socket, processes)
    .filter(
      ({ socket: { family }, holder }) =>
        (family === socket.family || wildcard === '::') &&
        holder !== undefined &&
        masterOf(holder, processes).pid === process.pid,
    )
    .map(each => each.socket.local.address);

const besideAnother = (other: string, address: string): Fix => ({
  title: 'Give one of the two programs the whole port',
  text: `${other}, and as long as it does, no other program can listen on ${address} at this port: end it first, or start one of them on another port.`,
  needsRoot: false,
});

/** Where the engine may not be asked. */
const republish = (port: number, inner: number): Fix => ({
  title: 'Publish the port on every address',
  text: `Make the container again with docker run -p ${port}:${inner} (without an address in front).`,
  needsRoot: false,
});

/** A finding about where a listener is bound: refused, because no socket is there. */
export function boundElsewhere(
  facts: AddressFacts,
  socket: Socket,
  words: { readonly summary: string; readonly says: string; readonly wanted: string },
): Finding {
  return {
    severity: 'error',
    summary: words.summary,
    says: words.says,
    evidence: [listens(socket, holderWords(facts, socket))],
    fixes: addressFixesFor(facts, socket, words.wanted),
    outcome: 'refused',
  };
}
