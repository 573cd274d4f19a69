import type { Credentials } from '../net/credentials.js';
import { isPrivileged } from '../net/privileged.js';
import type { System } from '../system/system.js';
import { processesMeant } from './configuration/meant.js';
import { readConfiguration } from './configuration/read.js';
import { type Fact, valueIn } from './fact.js';
import type { Facts } from './facts.js';
import type { FirewallRules } from './firewall/types.js';
import type { Ground } from './ground.js';
import { withOwnName } from './machine/own-name.js';
import { readMachine } from './machine/read.js';
import { toServers } from './names/server-questions.js';
import { readContainers } from './namespaces/containers.js';
import { withLastWords } from './namespaces/last-words.js';
import { lookWhileQuiet, type PortFacts } from './port.js';
import { withCredentials } from './probes/authorization.js';
import { plansByLoopback } from './probes/by-loopback.js';
import { OTHER_LIMIT } from './probes/connect.js';
import type { ProbePlan } from './probes/plan.js';
import { type Known, plansOf } from './probes/plans.js';
import { probe } from './probes/probe.js';
import { plansAfter } from './probes/second-round.js';
import { leaveTrace } from './probes/trace.js';
import type { Probe } from './probes/types.js';
import { readProxies } from './proxies/read.js';
import { readRouting } from './routes/read.js';
import { routeRequests } from './routes/requests.js';
import { notAsked, readSelinux } from './selinux/read.js';
import { readPm2, readUnits } from './units/read.js';

/** What takes waiting for, all asked at the same time. */
export interface Answers
  extends Pick<
    Facts,
    | 'machine'
    | 'routes'
    | 'firewall'
    | 'proxies'
    | 'units'
    | 'pm2'
    | 'containers'
    | 'configuration'
    | 'resampled'
    | 'processes'
    | 'outgoing'
    | 'owners'
    | 'selinux'
  > {
  readonly probes: readonly Probe[];
}

/** Whoever is stopped answers nobody: waiting longer than this proves no more, milliseconds. */
const held = 1200;

/** Every process that holds the port is stopped or frozen. */
const isHeld = ({ served, pids, processes }: PortFacts): boolean => {
  const holders = (valueIn(processes) ?? []).filter(each => pids.includes(each.pid));
  return served && holders.length > 0 && holders.every(each => each.state === 'T' || each.frozen);
};

/** The user of the sockets that serve the port, where it is one: policy rules may ask for the sender's user. */
function userOf({ ports, port, questions }: Ground): number | undefined {
  const serving = (valueIn(ports.sockets) ?? []).filter(
    each =>
      each.protocol === questions[0]?.protocol &&
      each.local.port === port &&
      (each.state === 'listen' || each.state === 'unconnected'),
  );
  const users = new Set(serving.map(({ uid }) => uid));
  return users.size === 1 ? serving[0]!.uid : undefined;
}

/** A listener that ends resets who waits in its queue, and refuses the next; one that turns a client away resets that too. */
async function probeAgain(plan: ProbePlan, deadline: number): Promise<Probe> {
  const first = await probe(plan, deadline);
  return first.outcome === 'reset' ? probe(plan, deadline) : first;
}

/** Tries every plan, and talks elsewhere to a listener that could not be talked to, or met, where it was planned. */
async function probeAll(
  plans: readonly ProbePlan[],
  known: Known,
  deadline: number,
  credentials: Credentials | undefined,
): Promise<readonly Probe[]> {
  const probes = await Promise.all(plans.map(plan => probe(plan, deadline)));
  const inTime = performance.now() < deadline;
  const left = inTime ? [...plansAfter(plans, probes, known), ...plansByLoopback(probes, known)] : [];
  // They lead to the listener that was asked, and so do the caller's credentials.
  const after = await Promise.all(
    left.map(plan => probeAgain(withCredentials(plan, credentials, [plan.address]), deadline)),
  );
  // Whoever serves one client, or a few, and ends has been seen to take connections before.
  const gone = ({ address, outcome }: Probe) =>
    outcome !== 'connected' &&
    outcome !== 'reset' &&
    probes.some(each => each.conversations.length > 0 && each.address !== address);
  const told = after.filter(each => !gone(each));
  const beside = told.filter(({ address }) => probes.every(each => each.address !== address));
  return [...probes.map(each => told.find(({ address }) => address === each.address) ?? each), ...beside];
}

/** Asks the target, the proxies, systemd, PM2 and the container engines, and looks at the port again while they think. */
export async function readAnswers(
  system: System,
  ground: Ground,
  firewall: Promise<Fact<FirewallRules>>,
  deadline: number,
  credentials?: Credentials,
): Promise<Answers> {
  const { ports, port, target, questions, interfaces, lookup } = ground;
  const begun = performance.now();
  // However little was left by the name servers, or granted: a probe that is cut short proves nothing.
  const patience = isHeld(ports) ? begun + held : Math.max(deadline, begun + OTHER_LIMIT);
  const addresses = questions.map(({ address }) => address);
  const plans = plansOf(ground.known).map(plan => withCredentials(plan, credentials, addresses));
  const probing = probeAll(plans, ground.known, patience, credentials);
  const containers = readContainers(system).then(found => withLastWords(system, found, port, target.program));
  const selinux = ports.served ? notAsked : readSelinux(system);
  // What takes no waiting is read while the servers think about their answers.
  const machine = withOwnName(system, readMachine(system), ports.mine);
  const toNameServers = toServers(lookup, questions, valueIn(interfaces) ?? []);
  const users = { server: userOf(ground), caller: system.uid < 0 ? undefined : system.uid };
  const asked = routeRequests([...questions, ...toNameServers], ports.mine, users);
  const routes = readRouting(system, asked);
  const pm2 = readPm2(system, ground.known.processes, ports.served ? 'usual' : 'everywhere');
  const configuration = pm2.then(entries =>
    readConfiguration(
      system,
      processesMeant(system, ground, valueIn(entries) ?? []),
      ground.known.processes,
      ports.served ? null : port,
    ),
  );
  const [probes, quietly, proxies, units, rules] = await Promise.all([
    probing,
    lookWhileQuiet(system, ports, port, probing, deadline),
    readProxies(system, target, deadline),
    readUnits(system, {
      processes: ground.known.processes,
      port: ports.served ? null : port,
      path: ports.served ? null : target.socketPath,
      name: target.program,
      activated: ports.pids.includes(1) ? (target.socketPath ?? port) : null,
    }),
    firewall,
  ]);
  // Nobody serves the port; a rule that cannot be read may send it on for others, where there are such rules.
  const others = questions.filter(({ vantage }) => vantage.kind !== 'self');
  const traced = others.length === questions.length || (others.length > 0 && isPrivileged(port));
  if (traced && !ports.served && rules.status === 'unknown') await leaveTrace(system);
  return {
    machine,
    routes,
    firewall: rules,
    proxies,
    units,
    pm2: await pm2,
    configuration: await configuration,
    containers: await containers,
    selinux: await selinux,
    probes,
    ...quietly,
  };
}
