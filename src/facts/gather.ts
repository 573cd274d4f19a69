import type { Question } from '../net/question.js';
import type { Target } from '../net/target.js';
import { withProcessTable } from '../system/process-table.js';
import type { System } from '../system/system.js';
import { readConfiguration } from './configuration/read.js';
import { known, valueIn } from './fact.js';
import type { Facts } from './facts.js';
import { withRulesInside } from './firewall/inside.js';
import { readFirewall } from './firewall/read.js';
import { rewrites } from './firewall/rewrites.js';
import { readInterfaces } from './interfaces/read.js';
import { readCounters, readLimits } from './limits/read.js';
import { readMachine } from './machine/read.js';
import { meaningOf } from './meaning.js';
import { toServers } from './names/server-questions.js';
import type { NameLookup } from './names/types.js';
import { readContainers } from './namespaces/containers.js';
import { readNamespaces } from './namespaces/read.js';
import { leadsInside } from './namespaces/wanted.js';
import { lookWhileQuiet, type PortFacts, readPort } from './port.js';
import { namesInHosts } from './probes/host-names.js';
import { type Known, plansOf, shareConversations } from './probes/plans.js';
import { probe } from './probes/probe.js';
import { withRenewals } from './probes/renewals.js';
import type { Probe } from './probes/types.js';
import { readProxies } from './proxies/read.js';
import { type Asking, questionsOf } from './questions.js';
import { readNeighbours, readRouting } from './routes/read.js';
import { routeRequests } from './routes/requests.js';
import { notSearched } from './search.js';
import { readListeners } from './sockets/read.js';
import { readPm2, readUnits } from './units/read.js';
import type { Pm2Entry } from './units/types.js';
import { likelyServers } from './upstreams/guess.js';
import { readUpstreams } from './upstreams/read.js';

/** What is asked of the machine. */
export interface Request {
  readonly target: Target;
  readonly asking: Asking;
  /** Milliseconds for everything together. */
  readonly timeout: number;
}

/** One look at the machine: plain data, enough to repeat the diagnosis anywhere. */
export interface Gathered {
  readonly target: Target;
  readonly questions: readonly Question[];
  readonly facts: Facts;
}

/** The lookup of a target that has no name. */
const noName: NameLookup = {
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
};

/** What is left of the deadline for reading and saying. */
const reserve = 400;

/** Whoever is stopped answers nobody: waiting longer than this proves no more, milliseconds. */
const held = 1200;

/** Every process that holds the port is stopped or frozen. */
const isHeld = ({ served, pids, processes }: PortFacts): boolean => {
  const holders = (valueIn(processes) ?? []).filter(each => pids.includes(each.pid));
  return served && holders.length > 0 && holders.every(each => each.state === 'T' || each.frozen);
};

/** The request of a URL got an answer that is no error. */
const isAnswered = (probes: readonly Probe[]): boolean =>
  probes.some(({ conversations }) =>
    conversations.some(({ reason, http }) => reason === 'asked' && http !== null && http.status < 400),
  );

/** In PM2's cluster mode the daemon holds the socket for the processes that have the source. */
const clusteredBy = (holders: readonly number[], entries: readonly Pm2Entry[]): readonly number[] =>
  entries.filter(each => each.mode === 'cluster' && holders.includes(each.daemon)).map(each => each.pid);

/** Looks at everything that the target's connection meets. Reads, connects, changes nothing, and is over in time. */
export async function gather(given: System, request: Request): Promise<Gathered> {
  const system = await withProcessTable(given);
  const deadline = performance.now() + request.timeout - reserve;
  const before = readCounters(system);
  const firewall = readFirewall(system);
  const interfaces = readInterfaces(system);
  const neighbours = readNeighbours(system);
  const { target, subject, names } = await meaningOf(system, request.target, deadline);
  const port = valueIn(subject)?.port ?? null;
  const questions = questionsOf({
    target,
    asking: request.asking,
    port,
    interfaces: valueIn(interfaces) ?? [],
    neighbours: valueIn(neighbours) ?? [],
    names: names && valueIn(names),
  });
  const elsewhere = questions.some(each => each.vantage.kind !== 'self');
  const ports = readPort(system, port, target, valueIn(subject)?.pids ?? [], elsewhere);
  const ground: Known = {
    target,
    questions,
    sockets: ports.mine,
    owners: valueIn(ports.owners),
    processes: valueIn(ports.processes) ?? [],
    addresses: (valueIn(interfaces) ?? []).flatMap(each => each.addresses.map(own => own.address)),
    names: namesInHosts(system, target),
  };
  const probing = Promise.all(
    plansOf(ground).map(plan =>
      probe(plan, isHeld(ports) ? Math.min(deadline, performance.now() + held) : deadline),
    ),
  );
  // What takes no waiting is read while the servers think about their answers.
  const machine = readMachine(system);
  const routes = readRouting(
    system,
    routeRequests([
      ...questions,
      ...toServers(names && valueIn(names), questions, valueIn(interfaces) ?? []),
    ]),
  );
  const containers = readContainers(system);
  const [probes, quietly, proxies, units, pm2, rules] = await Promise.all([
    probing,
    lookWhileQuiet(system, ports, port, probing),
    readProxies(system, target, deadline),
    readUnits(system, {
      processes: ground.processes,
      port: ports.served ? null : port,
      name: target.program,
      activated: ports.pids.includes(1) ? port : null,
    }),
    readPm2(system, ground.processes),
    firewall,
  ]);
  // Whoever holds the port may keep a unit from it: looked for where the answer is not the one that was asked for.
  const kept =
    ports.served && target.kind === 'url' && !isAnswered(probes)
      ? await readUnits(system, { processes: ground.processes, port, name: target.program })
      : units;
  const meant = ground.processes.filter(
    each =>
      [...ports.pids, ...clusteredBy(ports.pids, valueIn(pm2) ?? [])].includes(each.pid) ||
      (!ports.served && each.directory === system.directory),
  );
  const likely = ports.served && ports.pids.length === 0 ? likelyServers(system, probes) : [];
  const configuration = readConfiguration(system, [...meant, ...likely], [...ground.processes, ...likely]);
  // A rule may send the port's packets to another port: who listens there then matters too.
  const ruleset = valueIn(rules);
  const redirected = ports.served && ruleset !== undefined && rewrites(ruleset);
  const namespaces =
    !ports.served || leadsInside({ questions, port, processes: ground.processes, rules: ruleset })
      ? readNamespaces(system)
      : notSearched;
  const facts: Facts = {
    machine,
    subject,
    interfaces,
    routes,
    firewall: rules,
    sockets: ports.sockets,
    listeners: redirected ? readListeners(system) : ports.listeners,
    resampled: quietly.resampled,
    unixListeners: ports.unixListeners,
    outgoing: quietly.outgoing,
    owners: ports.owners,
    processes: quietly.processes,
    namespaces: await withRulesInside(system, namespaces, ruleset, port, questions, ground.addresses),
    containers: await containers,
    limits: readLimits(system, before),
    names: names ?? known(noName, 'not needed: no name was asked about'),
    proxies,
    probes: known(
      await withRenewals(system, shareConversations(probes, ground), configuration, system.now()),
      'connections made',
    ),
    logs: ports.logs,
    units: kept,
    pm2,
    configuration,
    upstreams: await readUpstreams(system, { ...ground, probes, configuration, likely }, deadline),
  };
  return { target, questions, facts };
}
