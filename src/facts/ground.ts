import type { Question } from '../net/question.js';
import type { Target } from '../net/target.js';
import type { System } from '../system/system.js';
import { checkAnyLeft, checkZone } from './askable.js';
import { atClients } from './at-clients.js';
import { addressesOf, atListeners } from './at-listeners.js';
import { type Fact, known, valueIn } from './fact.js';
import type { Facts } from './facts.js';
import { readInterfaces } from './interfaces/read.js';
import type { Interface } from './interfaces/types.js';
import { readLogs } from './logs/read.js';
import { logsOfSupervised } from './logs/supervised.js';
import { meaningOf } from './meaning.js';
import { isNeighbours } from './names/elsewhere.js';
import type { NameLookup } from './names/types.js';
import { readNamespaces } from './namespaces/read.js';
import { type PortFacts, readPort } from './port.js';
import { namesInHosts } from './probes/host-names.js';
import type { Known } from './probes/plans.js';
import { type Asking, addressesMeant, isLocal, questionsOf } from './questions.js';
import { lookUpRoutes, readNeighbours } from './routes/read.js';
import type { RouteLookup } from './routes/types.js';
import { readWaysIn } from './routes/uplink.js';
import { listPids } from './sockets/kin.js';
import { markYielding } from './sockets/yielding.js';
import { idleOnPort } from './subject/installed.js';
import { projectFor } from './subject/project.js';
import { idleProgram } from './subject/supervised.js';
import type { Subject } from './subject/types.js';
import { behindHere } from './through-here.js';

/** What is known before anybody is asked: what the target means, who asks for what, and whose the port is. */
export interface Ground extends Pick<Facts, 'subject' | 'interfaces' | 'names'> {
  readonly target: Target;
  readonly questions: readonly Question[];
  readonly port: number | null;
  readonly ports: PortFacts;
  /** The lookup of the target's name, where it has one. */
  readonly lookup: NameLookup | undefined;
  /** The other network namespaces, where others ask for an address that one of them may have. */
  readonly namespaces: Facts['namespaces'] | undefined;
  /** What the probes' plans rest on. */
  readonly known: Known;
}

/** What the target means, with who keeps, or would start, the server of a port that nobody serves. */
function withIdle(system: System, subject: Facts['subject'], { served }: PortFacts): Facts['subject'] {
  const { port = null, pids = [], supervised, installed } = valueIn(subject) ?? {};
  if (served || port === null || pids.length > 0 || supervised || installed || subject.status === 'unknown')
    return subject;
  const kept = idleProgram(system, port);
  const idle = kept ? undefined : idleOnPort(system, port);
  const project = kept || idle ? undefined : projectFor(system, port);
  const more = { ...(kept && { supervised: kept }), ...(idle && { idle }), ...(project && { project }) };
  return { ...subject, value: { ...subject.value, ...more } };
}

/** The lookup of a target that has no name. */
const noName: Fact<NameLookup> = known(
  {
    name: '',
    addresses: [],
    error: null,
    from: null,
    hosts: [],
    order: [],
    servers: [],
    search: [],
    answers: [],
    malformed: [],
    orderLine: null,
    serverLines: [],
    ms: 0,
    dots: 1,
    wildcards: [],
    multicast: false,
  },
  'not needed: no name was asked about',
);

/** The logs, with those of a program that does not run, and of who is to keep it running. */
function withLogs(
  system: System,
  logs: Facts['logs'],
  { installed, supervised, idle }: Pick<Subject, 'installed' | 'supervised' | 'idle'>,
): Facts['logs'] {
  const paths = (installed ?? supervised ?? idle)?.logs ?? [];
  const kept = supervised ? logsOfSupervised(system, listPids(system), supervised.name, null) : [];
  if (logs.status === 'unknown' || paths.length + kept.length === 0) return logs;
  const places = [...paths.map(path => ({ path, because: 'program' as const, pid: null })), ...kept];
  const own = valueIn(readLogs(system, places)) ?? [];
  const more = own.filter(each => !logs.value.some(({ path }) => path === each.path));
  return { ...logs, value: [...logs.value, ...more] };
}

/** Where this machine's routes lead to addresses that no interface has. */
function waysTo(system: System, addresses: readonly string[]): readonly RouteLookup[] {
  if (system.platform !== 'linux' || addresses.length === 0) return [];
  const asked = addresses.map(to => ({ to }));
  return valueIn(lookUpRoutes(system, asked)) ?? [];
}

/** Whether an address is this machine's: an interface has it, or a route of type local (`ip route add local`) makes it so. */
function ownAmong(
  system: System,
  addresses: readonly string[],
  interfaces: readonly Interface[],
): (address: string) => boolean {
  const unseen = addresses.filter(each => !isLocal(each, interfaces));
  const kept = keptBy(waysTo(system, unseen));
  return address => isLocal(address, interfaces) || kept.includes(address);
}

const keptBy = (ways: readonly RouteLookup[]): readonly string[] =>
  ways.filter(({ type }) => type === 'local').map(({ to }) => to);

/** The port's sockets; where a TCP server of this machine is asked for and none serves, with what its last one left tried. */
const tried = (
  system: System,
  asked: readonly Question[],
  { served, sockets }: PortFacts,
): PortFacts['sockets'] =>
  !served && asked.some(({ local, protocol }) => local && protocol === 'tcp')
    ? markYielding(system, sockets)
    : sockets;

/** Reads the ground: nothing is sent but to the name servers, where there is a name. */
export async function readGround(
  system: System,
  typed: Target,
  asking: Asking,
  deadline: number,
): Promise<Ground> {
  const interfaces = readInterfaces(system);
  checkZone(typed, valueIn(interfaces) ?? []);
  const neighbours = readNeighbours(system);
  const { target, subject: named, names } = await meaningOf(system, typed, deadline);
  const port = valueIn(named)?.port ?? null;
  const lookup = names && valueIn(names);
  const nics = valueIn(interfaces) ?? [];
  const ways = waysTo(
    system,
    addressesMeant(target, lookup).filter(each => !isLocal(each, nics)),
  );
  const others = ways.length > 0 && !['self', 'any'].includes(asking.from);
  const namespaces = others ? readNamespaces(system) : undefined;
  const client = others && asking.from !== 'lan' ? waysTo(system, [asking.from]) : [];
  const asked = questionsOf({
    target,
    asking,
    port,
    interfaces: nics,
    unseen: interfaces.status === 'unknown',
    neighbours: valueIn(neighbours) ?? [],
    names: lookup,
    kept: keptBy(ways),
    ways,
    ...(target.host === null && readWaysIn(system, asking.from, valueIn(neighbours) ?? [])),
    behind: behindHere([...ways, ...client], (namespaces && valueIn(namespaces)) ?? [], nics),
  });
  checkAnyLeft(asked, asking);
  const elsewhere = asked.some(each => each.vantage.kind !== 'self');
  const read = readPort(system, port, target, valueIn(named)?.pids ?? [], elsewhere);
  const found = { ...read, sockets: tried(system, asked, read) };
  const subject = withIdle(system, named, found);
  const ports = { ...found, logs: withLogs(system, found.logs, valueIn(subject) ?? {}) };
  const met = atClients(asked, valueIn(ports.sockets) ?? [], nics);
  const isOwn = ownAmong(system, addressesOf(ports.mine), nics);
  const questions = atListeners(met, ports.mine, nics, isOwn);
  return {
    target,
    questions,
    port,
    ports,
    subject,
    interfaces,
    names: names ?? noName,
    lookup,
    namespaces,
    known: {
      target,
      questions,
      sockets: ports.mine,
      owners: valueIn(ports.owners),
      processes: valueIn(ports.processes) ?? [],
      addresses: nics.flatMap(each => each.addresses.map(own => own.address)),
      names: namesInHosts(system, target),
      byHosts: lookup?.from === 'hosts' && !isNeighbours(lookup, nics),
    },
  };
}
