import { known, valueIn } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import type { Probe } from '../../facts/probes/types.js';
import { isFull } from '../../facts/sockets/queue.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Question } from '../../net/question.js';
import { askedHere } from '../name/server-here.js';
import { answered, leadOf, walkOf } from '../namespace/lead.js';
import type { LeadFacts } from '../namespace/lead-types.js';
import { probeOf } from '../probe.js';
import { namesIt } from '../process/hung-words.js';
import { readInside, type ServerInside, serverInside } from '../process/server-inside.js';
import { defineRule, type Finding, type Unchecked, unchecked } from '../rule.js';
import { at, heldBy, holdersOf, takersOf, within } from '../serving.js';
import { fullUnix } from './full-unix.js';
import { halfOpen } from './half-open.js';

/** More connections wait to be accepted than the backlog allows: the kernel drops every further SYN. */
export const rule = defineRule({
  code: 'tcp/accept-queue-full',
  gate: true,
  needs: ['sockets', 'resampled', 'probes', 'interfaces'],
  mayUse: ['owners', 'processes', 'limits', 'namespaces', 'containers', 'firewall', 'routes', 'machine'],
  explainedBy: [
    'app/too-many-clients',
    'process/stopped',
    'process/fd-limit',
    'process/busy',
    'port/held-by-child',
    'firewall/forward-dropped',
  ],
  check(facts, asked) {
    const question = askedHere(facts.probes, facts.sockets, asked);
    const probe = probeOf(facts.probes, question);
    if (question.target.socketPath !== null) return fullUnix(facts, question, probe);
    if (!question.local || question.protocol !== 'tcp') return undefined;
    const socket = fullestOf(facts, question);
    const lead = { ...facts, probes: known(facts.probes, 'connections made') };
    const inside = probe?.outcome === 'timeout' ? serverInside(lead, question) : undefined;
    if (probe && inside) return fullInside(inside, probe, facts.probes, question);
    const crowd = crowded(lead, question);
    if (crowd) return crowd;
    const counters = valueIn(facts.limits)?.counters;
    if (!socket || leadsAway(lead, question)) return undefined;
    const waiting = facts.sockets.filter(
      ({ state, local }) => state === 'syn-recv' && local.port === question.port,
    ).length;
    if (probe?.outcome === 'connected') return halfOpen(socket, waiting, probe, counters);
    const again = facts.resampled.find(each => each.inode === socket.inode);
    const { limit } = socket.queue;
    // Without the backlog (from /proc), only a timed-out probe with connections waiting will do.
    const full = (used: number | undefined) =>
      used !== undefined && (limit === null ? used > 0 && probe?.outcome === 'timeout' : used > limit);
    if (!full(socket.queue.used) || !full(again?.queue.used))
      return halfOpen(socket, waiting, probe, counters);
    const processes = valueIn(facts.processes) ?? [];
    const holders = holdersOf(socket, facts.owners, processes);
    const grown = counters ? counters.after.ListenOverflows - counters.before.ListenOverflows : 0;
    const who = heldBy(socket, holders, processes);
    const hidden = holders.length === 0 && valueIn(facts.owners)?.hidden.includes(socket.inode) === true;
    const toSee = holders[0]
      ? `  netcheck bg pid:${holders[0].pid}\nThat shows its output. `
      : hidden
        ? `${namesIt(valueIn(facts.machine)?.uid)} `
        : '';
    const most = limit === null ? '' : ` and its backlog allows ${limit}`;
    return {
      severity: 'error',
      summary: `The accept queue of ${at(socket.local.address, socket.local.port)} is full: ${socket.queue.used} connections wait${most}, and ${within(who)} does not accept them, so new ones time out.`,
      says: queueSaid(socket.queue),
      evidence: [
        {
          fact: 'sockets',
          says: `${socket.queue.used} connections wait${most}; the same when looked at again`,
          source: 'sock_diag or /proc/net/tcp',
        },
        ...(grown > 0
          ? [
              {
                fact: 'limits' as const,
                says: `ListenOverflows grew by ${grown} while it was probed`,
                source: '/proc/net/netstat',
              },
            ]
          : []),
      ],
      fixes: [
        {
          title: 'Find out why the program does not accept, then restart it',
          text: `${toSee}It may wait for a lock or a database, or have too few workers. A larger backlog (its own option, and net.core.somaxconn) only helps against short bursts.`,
          needsRoot: hidden,
        },
      ],
      outcome: 'timeout',
    };
  },
});

/** Several wait inside where a rule leads other machines, and no attempt of this machine's shows how they fare. */
function crowded(facts: LeadFacts, question: Question): Unchecked | undefined {
  const way = question.vantage.kind === 'self' ? undefined : leadOf(facts, question);
  if (way?.by !== 'rule' || answered(facts, question, way)) return undefined;
  const { socket, who } = serverInside(facts, question) ?? {};
  return socket && socket.queue.used > 1
    ? unchecked(
        `whether ${who} takes connections (${socket.queue.used} wait), for no attempt from here leads there`,
      )
    : undefined;
}

/** Who takes the question's connections; of several that take turns, one that is full, now and when looked at again. */
function fullestOf(
  { sockets, resampled }: Pick<FactValues, 'sockets' | 'resampled'>,
  question: Question,
): Socket | undefined {
  const takers = takersOf(sockets, question);
  const stays = ({ inode }: Socket) => resampled.some(each => each.inode === inode && isFull(each));
  return takers.find(each => isFull(each) && stays(each)) ?? takers[0];
}

/** How many wait, of how many may. */
const queueSaid = ({ used, limit }: Socket['queue']): string =>
  `queue ${used}${limit === null ? '' : `/${limit}`}`;

const gotIn = ({ outcome, protocol, port, because }: Probe, question: Question): boolean =>
  outcome === 'connected' && protocol === 'tcp' && port === question.port && !because;

/** A rule sends the connection elsewhere: who listens on its own port is beside the point. */
function leadsAway(facts: LeadFacts, question: Question): boolean {
  const way = walkOf(facts, question);
  if (!way?.rewrittenBy) return false;
  return way.destination.port !== question.port || way.destination.address !== question.address;
}

/**
 * The port leads into another namespace, where connections wait and no more are taken: its backlog is not to be seen.
 * Who waits is counted after the probes: one that got in took the last place itself.
 */
function fullInside(
  inside: ServerInside,
  probe: Probe,
  probes: readonly Probe[],
  question: Question,
): Finding | undefined {
  if (inside.socket.queue.used === 0 || probes.some(each => gotIn(each, question))) return undefined;
  return {
    severity: 'error',
    summary: `${inside.who.replace(/^a process/, 'A process')} does not accept connections: ${inside.socket.queue.used} wait there, and new ones time out.`,
    says: `queue ${inside.socket.queue.used}`,
    evidence: [
      {
        fact: 'probes',
        says: `No connection within ${(probe.ms / 1000).toFixed(1)} s`,
        source: `connect() to ${at(probe.address, probe.port)}`,
      },
      ...inside.evidence,
    ],
    fixes: [
      {
        title: 'Find out why the program does not accept, then restart it',
        text: readInside(inside),
        needsRoot: false,
      },
    ],
    outcome: 'timeout',
  };
}
