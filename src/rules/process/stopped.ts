import { known, listIn, valueIn } from '../../facts/fact.js';
import type { Container } from '../../facts/namespaces/types.js';
import type { Conversation } from '../../facts/probes/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { letGoOn } from '../../programs/fixes/stop.js';
import { stoppedByTerminal, withoutTerminal } from '../background/without-terminal.js';
import { askedHere, isMeantHere } from '../name/server-here.js';
import { probeOf } from '../probe.js';
import { defineRule, type Finding, type Seen } from '../rule.js';
import { named } from '../serving.js';
import { silenceOf } from '../silence.js';
import { accepting } from './deafness.js';
import { dealtTo, type Serving, servingAnywhere } from './servers.js';
import { stoppedBefore } from './stopped-before.js';
import { soleSleeper } from './stopped-hidden.js';
import { stoppedInside } from './stopped-inside.js';
import { ofCluster, ofHiddenPool, oneOfSeveral, partOf } from './stopped-part.js';
import { freezersOf, iceOf, thawing } from './thawing.js';

/** State T or a frozen cgroup: the kernel still completes handshakes, and nobody reads what comes; or it did not come to listen. */
export const rule = defineRule({
  code: 'process/stopped',
  needs: ['sockets', 'owners', 'processes', 'machine', 'interfaces'],
  mayUse: [
    'pm2',
    'containers',
    'namespaces',
    'firewall',
    'routes',
    'limits',
    'probes',
    'names',
    'units',
    'configuration',
    'logs',
    'resampled',
    'listeners',
    'subject',
  ],
  check(facts, question) {
    const { sockets, owners, processes, machine, containers } = facts;
    const paused = question.local
      ? (valueIn(containers) ?? []).find(each => each.paused && publishes(each, question))
      : undefined;
    if (paused) return pausedFinding(paused);
    const inner = stoppedInside(
      { ...facts, owners: known(owners, '/proc/PID/fd'), processes: known(processes, '/proc') },
      askedHere(listIn(facts.probes), sockets, question),
      machine.uid !== 0,
    );
    if (inner) return inner;
    const local = isMeantHere(
      valueIn(facts.names),
      valueIn(facts.probes),
      sockets,
      facts.interfaces,
      question,
    );
    const serving = servingAnywhere(sockets, owners, processes, { ...question, local });
    if (!serving)
      return (
        stoppedBefore(facts, question) ??
        ofHiddenPool(facts, valueIn(facts.probes), question) ??
        soleSleeper(facts, { resampled: listIn(facts.resampled), probes: listIn(facts.probes) }, question)
      );
    const { holders } = serving;
    const held = stoppedAmong(serving, facts, question);
    const first = held[0];
    const one = oneOfSeveral(facts, valueIn(facts.resampled), question);
    if (one) return partOf(one, processes, machine.uid);
    if (!first)
      return ofCluster(dealtTo(holders, processes, valueIn(facts.pm2) ?? []), processes, machine.uid);
    const who = named(first, processes);
    const are = held.length > 1 ? ` and ${held.length - 1} more are` : ' is';
    const traced = first.state === 't';
    const frozen = first.frozen && first.state !== 'T';
    const how = frozen
      ? `frozen with its cgroup ${iceOf(first)}`
      : traced
        ? `held by ${debuggerOf(first)}`
        : stoppedByTerminal(first)
          ? `stopped (SIG${first.stoppedBy}: it used ${first.terminal} from the background)`
          : 'stopped (Ctrl-Z or SIGSTOP)';
    return {
      severity: 'error',
      summary: `${who}${are} ${how}: the kernel takes ${question.protocol === 'udp' ? 'datagrams' : 'connections'} for it, and nothing answers them.`,
      says: frozen ? 'frozen' : 'stopped',
      evidence: held.slice(0, 4).map(each => ({
        fact: 'processes' as const,
        says: frozen
          ? `its control group ${iceOf(each)} is frozen`
          : `pid ${each.pid} is in state ${each.state} (${traced ? 'tracing stop' : 'stopped'})`,
        source: frozen ? freezersOf(each).join(', ') : `/proc/${each.pid}/stat`,
      })),
      fixes: [
        stoppedByTerminal(first)
          ? withoutTerminal(facts, first)
          : goOn(first, frozen, [...new Set([...holders, ...held])], machine.uid),
      ],
      outcome: 'no-answer',
    };
  },
});

const isHeld = ({ state, frozen }: Process): boolean => state === 'T' || state === 't' || frozen;

/** Bytes or a hang-up: somebody who is awake took the connection. */
const isTaken = ({ outcome }: Conversation): boolean => ['answered', 'closed', 'reset'].includes(outcome);

/**
 * Those who are to answer, where all of them are stopped. Whoever has forked them may serve as well as they: where somebody
 * took the connection, it is another who is awake, and where nobody did, it may be the parent that is stopped.
 */
function stoppedAmong(
  serving: Serving,
  facts: Seen<never, 'probes' | 'resampled'>,
  question: Question,
): readonly Process[] {
  const { workers, holders } = serving;
  const probes = listIn(facts.probes);
  const held = workers.filter(isHeld);
  if (held.length === 0)
    return silenceOf(probes, question)
      ? accepting(serving, listIn(facts.resampled), isHeld).filter(isHeld)
      : [];
  const taken = holders.some(each => !isHeld(each)) && probeOf(probes, question)?.conversations.some(isTaken);
  return taken || held.length < workers.length ? [] : held;
}

const debuggerOf = ({ tracer }: Process): string =>
  tracer?.name ? `${tracer.name} (pid ${tracer.pid})` : 'a debugger, such as gdb';

/** How it goes on again, with all that hold the socket. */
function goOn(first: Process, frozen: boolean, all: readonly Process[], uid: number): Fix {
  if (first.state === 't')
    return {
      title: 'Let the debugger continue it, or detach',
      text: `In ${debuggerOf(first)}: continue, or detach. It stands at a breakpoint, or has just attached.`,
      needsRoot: false,
    };
  const stopped = all.filter(each => each.state === 'T').map(each => each.pid);
  return frozen
    ? { title: 'Thaw it', steps: thawing(all.filter(each => each.frozen)), needsRoot: true }
    : letGoOn(stopped, uid !== first.uid);
}

const publishes = ({ published }: Container, { port, protocol }: Question): boolean =>
  published.some(each => each.hostPort === port && each.protocol === protocol);

/** The engine froze everything in the container. */
const pausedFinding = ({ engine, name, image }: Container): Finding => ({
  severity: 'error',
  summary: `Container ${name} (${image}) is paused: its port takes connections, and nothing inside answers them.`,
  says: `container ${name} paused`,
  evidence: [{ fact: 'containers', says: `${name} is paused`, source: `${engine} inspect ${name}` }],
  fixes: [
    {
      title: `Let ${name} go on`,
      steps: [{ do: 'run', command: `${engine} unpause ${name}` }],
      needsRoot: false,
    },
  ],
  outcome: 'no-answer',
});
