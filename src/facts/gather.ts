import { httpsOnly } from '../net/https-only.js';
import type { Question } from '../net/question.js';
import type { Target } from '../net/target.js';
import type { System } from '../system/system.js';
import type { Answers } from './answers.js';
import { ask, type Request } from './ask.js';
import { withApplication } from './configuration/application.js';
import { processesMeant } from './configuration/meant.js';
import { readConfiguration } from './configuration/read.js';
import { known, valueIn } from './fact.js';
import type { Facts } from './facts.js';
import { addressesIn, goalsOf } from './firewall/goals.js';
import { withRulesInside } from './firewall/inside.js';
import { rewrites } from './firewall/rewrites.js';
import { withForwarding } from './firewall/settings.js';
import { withTracked } from './firewall/tracked.js';
import type { Ground } from './ground.js';
import { readLaterStart, withLaterStart } from './later-start.js';
import { readLimits } from './limits/read.js';
import type { LogExcerpt } from './logs/types.js';
import { toServers } from './names/server-questions.js';
import { readNamespaces } from './namespaces/read.js';
import { handedTo, leadsInside } from './namespaces/wanted.js';
import { withDetours } from './probes/detour.js';
import { withFirstHop } from './probes/first-hop.js';
import { probeLedOn } from './probes/led-on.js';
import { withRenewals } from './probes/renewals.js';
import { shareConversations } from './probes/second-round.js';
import { withListenCalls } from './processes/calls-listen.js';
import { withEnded } from './processes/ended.js';
import { withAddedRoutes } from './processes/newer.js';
import { withUnreadOutput } from './processes/unread-output.js';
import { withOnward } from './routes/onward.js';
import { notSearched } from './search.js';
import { withFamilies } from './sockets/by-attempt.js';
import { readListeners } from './sockets/read.js';
import { logsFor, unitsFor } from './unanswered.js';
import { likelyServers } from './upstreams/guess.js';
import { readPageBehind, withBehind } from './upstreams/page-behind.js';
import { readUpstreams } from './upstreams/read.js';

/** One look at the machine: plain data, enough to repeat the diagnosis anywhere. */
export interface Gathered {
  readonly target: Target;
  readonly questions: readonly Question[];
  readonly facts: Facts;
}

/** What is left of the deadline for reading and saying. */
const reserve = 400;

/**
 * Looks at everything that the target's connection meets: first the ground, then what takes waiting, then what the
 * answers call for. Reads, connects, changes nothing, and is over in time.
 */
export async function gather(given: System, request: Request): Promise<Gathered> {
  const deadline = performance.now() + request.timeout - reserve;
  const { system, before, ground, claims, answers } = await ask(given, request, deadline);
  const followed = await followUp(system, ground, answers, deadline);
  const { subject, names, ports } = ground;
  const { probes: _probes, ...answered } = answers;
  const facts: Facts = {
    ...answered,
    subject,
    interfaces: claims(),
    names,
    sockets: withFamilies(ports.sockets, answers.probes),
    listeners: ports.listeners,
    unixListeners: ports.unixListeners,
    logs: logsFor(system, ground, answers, followed.processes),
    limits: readLimits(system, before),
    ...followed,
  };
  return { target: ground.target, questions: ground.questions, facts };
}

/** What is looked at because of what was found: configuration, other namespaces, whoever is behind a proxy. */
async function followUp(
  system: System,
  ground: Ground,
  answers: Answers,
  deadline: number,
): Promise<FollowedUp> {
  const { ports, port, questions } = ground;
  const { probes } = answers;
  const { processes, addresses } = ground.known;
  const rules = valueIn(answers.firewall);
  const likely = ports.served && ports.pids.length === 0 ? likelyServers(system, probes) : [];
  const configuration =
    likely.length === 0
      ? answers.configuration
      : readConfiguration(
          system,
          [...processesMeant(system, ground, valueIn(answers.pm2) ?? []), ...likely],
          [...processes, ...likely],
        );
  const interfaces = valueIn(ground.interfaces) ?? [];
  const ways = [...questions, ...toServers(ground.lookup, questions, interfaces)];
  const upstreams = await readUpstreams(
    system,
    { ...ground.known, probes, configuration, likely, rules, byUrl: ground.target.scheme !== null },
    deadline,
  );
  const inside =
    !ports.served || leadsInside({ questions, port, processes, rules, interfaces }) || leadsOn(upstreams);
  const namespaces = ground.namespaces ?? (inside ? readNamespaces(system) : notSearched);
  const { routes } = answers;
  const near = await withFirstHop(probes, routes, valueIn(ports.sockets) ?? [], deadline);
  const tried = await withDetours(near, routes, interfaces, deadline);
  const shared = shareConversations(tried, ground.known);
  // A rule may send the port's packets to another port: who listens there then matters too.
  const rewritten = rules !== undefined && rewrites(rules);
  const redirected = ports.served && rewritten;
  const ledOn = rewritten && port !== null ? await probeLedOn(rules, port, questions, deadline) : [];
  // Who listens is looked at after that: a connection that waits to be taken tells of a server that takes none. A name
  // that no name server answers for may have one of this machine at another address.
  const called =
    redirected ||
    ledOn.length > 0 ||
    ground.lookup?.addresses.length === 0 ||
    movesTo443(ground.target, port) ||
    (ports.served && tellsOfTaken(valueIn(ports.logs) ?? [], port));
  const holders = processes.filter(({ pid }) => ports.pids.includes(pid));
  const later = await readLaterStart(system, port, ports.served ? holders : [], probes, deadline);
  const withCalls = withListenCalls(system, answers.processes, holders, probes);
  const withEnds = await withEnded(system, withCalls, holders, probes);
  const withUnread = withUnreadOutput(system, withEnds, holders, probes);
  const behind = readPageBehind(system, holders, configuration, probes);
  const withAdded = withBehind(withAddedRoutes(system, withUnread, probes), behind);
  const serving = {
    holders: [...holders, ...behind.servers],
    processes: [...processes, ...behind.processes],
  };
  return {
    configuration: withApplication(system, configuration, serving, probes),
    units: await unitsFor(system, ground, answers, behind.processes),
    processes: withAdded,
    ...withLaterStart({ owners: answers.owners, processes: withAdded }, later),
    namespaces: await withRulesInside(system, namespaces, rules, port, ways, {
      own: addresses,
      handedTo: handedTo(holders, port),
    }),
    probes: known(
      [
        ...(await withRenewals(system, shared, configuration, holders, system.now())),
        ...ledOn,
        ...(later?.probes ?? []),
      ],
      'connections made',
    ),
    upstreams,
    ...(called && { listeners: readListeners(system) }),
    ...(rules &&
      port !== null && {
        routes: withOnward(system, answers.routes, addressesIn(goalsOf(rules, port)), questions),
        firewall: withTracked(system, withForwarding(system, answers.firewall, questions), port),
      }),
  };
}

/** A proxy that failed passes requests on to what may be in another network namespace: it was not asked from here. */
const leadsOn = (passing: Facts['upstreams']): boolean =>
  valueIn(passing)?.upstreams.some(({ upstream, probes }) => upstream.host !== null && probes.length === 0) ??
  false;

/** Browsers take the name over https only, and so to another port. */
const movesTo443 = ({ host }: Target, port: number | null): boolean =>
  port === 80 && httpsOnly(host ?? '') !== undefined;

/** A server of the caller's directory found the port taken, and may have another one now. */
const tellsOfTaken = (logs: readonly LogExcerpt[], port: number | null): boolean =>
  logs.some(
    ({ because, lines }) =>
      because === 'caller-directory' &&
      lines.some(line => /\bin use\b/.test(line) && line.includes(`ort ${port} `)),
  );

type FollowedUp = Pick<
  Facts,
  'configuration' | 'units' | 'processes' | 'namespaces' | 'probes' | 'upstreams'
> &
  Partial<Pick<Facts, 'listeners' | 'owners' | 'routes' | 'firewall'>>;
