import { known, valueIn } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import type { Container } from '../../facts/namespaces/types.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fix.js';
import { isMeantHere } from '../name/server-here.js';
import { probeOf } from '../probe.js';
import { defineRule, type Finding } from '../rule.js';
import { holdersOf, named, takersOf } from '../serving.js';
import { dealtTo, servingAnywhere } from './servers.js';
import { stoppedInside } from './stopped-inside.js';
import { freezersOf, iceOf, thawing } from './thawing.js';

/** State T or a frozen cgroup: the kernel still completes handshakes, and nobody reads what comes. */
export const rule = defineRule({
  code: 'process/stopped',
  needs: ['sockets', 'owners', 'processes', 'machine', 'interfaces'],
  mayUse: ['pm2', 'containers', 'namespaces', 'firewall', 'routes', 'limits', 'probes', 'names'],
  check(facts, question) {
    const { sockets, owners, processes, machine, containers } = facts;
    const paused = question.local
      ? (valueIn(containers) ?? []).find(each => each.paused && publishes(each, question))
      : undefined;
    if (paused) return pausedFinding(paused);
    const inner = stoppedInside(
      { ...facts, owners: known(owners, '/proc/PID/fd'), processes: known(processes, '/proc') },
      question,
      machine.uid !== 0,
    );
    if (inner) return inner;
    const local = isMeantHere(valueIn(facts.names), valueIn(facts.probes), sockets, question);
    const serving = servingAnywhere(sockets, owners, processes, { ...question, local });
    if (!serving) return ofHiddenPool(facts, question);
    const { workers, holders } = serving;
    const held = workers.filter(each => each.state === 'T' || each.state === 't' || each.frozen);
    const first = held[0];
    const one = oneOfSeveral(facts, question);
    if (one) return partOf(one, processes, machine.uid, wasDealt(valueIn(facts.probes), question));
    if (!first)
      return ofCluster(dealtTo(holders, processes, valueIn(facts.pm2) ?? []), processes, machine.uid);
    if (held.length < workers.length) return undefined;
    const who = named(first, processes);
    const others = held.length > 1 ? ` and ${held.length - 1} more` : '';
    const traced = first.state === 't';
    const frozen = first.frozen && first.state !== 'T';
    const how = frozen
      ? `frozen with its cgroup ${iceOf(first)}`
      : traced
        ? 'held by a debugger'
        : 'stopped (Ctrl-Z or SIGSTOP)';
    return {
      severity: 'error',
      summary: `${who}${others} is ${how}: the kernel takes connections for it, and nothing answers them.`,
      says: frozen ? 'frozen' : 'stopped',
      evidence: held.slice(0, 4).map(each => ({
        fact: 'processes' as const,
        says: frozen
          ? `its control group ${iceOf(each)} is frozen`
          : `pid ${each.pid} is in state ${each.state} (${traced ? 'tracing stop' : 'stopped'})`,
        source: frozen ? freezersOf(each).join(', ') : `/proc/${each.pid}/stat`,
      })),
      fixes: [goOn(first, frozen, [...new Set([...holders, ...held])], machine.uid)],
      outcome: 'no-answer',
    };
  },
});

/** How it goes on again, with all that hold the socket. */
function goOn(first: Process, frozen: boolean, all: readonly Process[], uid: number): Fix {
  if (first.state === 't')
    return {
      title: 'Let the debugger continue it, or detach',
      text: 'gdb: continue, or detach',
      needsRoot: false,
    };
  const stopped = all.filter(each => each.state === 'T').map(each => each.pid);
  return {
    title: frozen ? 'Thaw it' : 'Let it go on',
    steps: frozen
      ? thawing(all.filter(each => each.frozen))
      : [{ do: 'run', command: `kill -CONT ${stopped.join(' ')}` }],
    needsRoot: frozen || uid !== first.uid,
  };
}

/** Sockets that share the port by SO_REUSEPORT, all of whose holders are stopped, while those of another go on. */
function oneOfSeveral(
  { sockets, owners, processes }: Pick<FactValues, 'sockets' | 'owners' | 'processes'>,
  question: Question,
): { readonly dead: readonly Process[]; readonly of: number } | undefined {
  if (!question.local) return undefined;
  const held = takersOf(sockets, question).map(each => holdersOf(each, owners, processes));
  const isDead = (holders: readonly Process[]) =>
    holders.length > 0 && holders.every(each => each.state === 'T' || each.frozen);
  const dead = held.filter(isDead);
  return dead.length > 0 && dead.length < held.length ? { dead: dead.flat(), of: held.length } : undefined;
}

/** What was tried from here got no answer: it was dealt to the one that is stopped. */
const wasDealt = (probes: readonly Probe[] | undefined, question: Question): boolean =>
  question.vantage.kind === 'self' &&
  probeOf(probes, question)?.conversations.some(each => each.outcome === 'silent') === true;

/** A warning, unless what was tried was dealt to it: the next connection may be dealt to one that goes on. */
function partOf(
  { dead, of }: NonNullable<ReturnType<typeof oneOfSeveral>>,
  processes: readonly Process[],
  uid: number,
  dealt: boolean,
): Finding {
  const stopped = dead.filter(each => each.state === 'T');
  const pids = dead.map(each => each.pid).join(', ');
  return {
    severity: dealt ? 'error' : 'warning',
    summary: `${of} sockets share the port (SO_REUSEPORT), and ${named(dead[0]!, processes)}${dead.length > 1 ? ` and ${dead.length - 1} more are` : ' is'} stopped: connections that the kernel deals to it get no answer.`,
    says: `${dead.length} of ${of} stopped`,
    evidence: dead.slice(0, 4).map(each => ({
      fact: 'processes' as const,
      says: `pid ${each.pid} is in state ${each.state}${each.frozen ? ' and frozen with its cgroup' : ' (stopped)'}`,
      source: `/proc/${each.pid}/stat`,
    })),
    fixes: [
      stopped.length === dead.length
        ? {
            title: 'Let it go on',
            steps: [{ do: 'run', command: `kill -CONT ${stopped.map(each => each.pid).join(' ')}` }],
            needsRoot: stopped.some(each => each.uid !== uid),
          }
        : { title: 'Thaw it, or end it', text: `It is about pid ${pids}.`, needsRoot: true },
    ],
    outcome: dealt ? 'no-answer' : 'ok',
  };
}

/** The primary of a Node cluster deals connections out to workers by turns, to stopped ones too. */
function ofCluster(
  workers: readonly Process[],
  processes: readonly Process[],
  uid: number,
): Finding | undefined {
  const held = workers.filter(each => each.state === 'T');
  const first = held[0];
  if (!first) return undefined;
  const pids = held.map(each => each.pid);
  return {
    severity: 'error',
    summary: `${named(first, processes)} is stopped (Ctrl-Z or SIGSTOP), one of the ${workers.length} workers that take connections by turns: those that it gets are never answered.`,
    says: `${held.length} of ${workers.length} workers stopped`,
    headline: `${held.length} of its ${workers.length} workers ${held.length === 1 ? 'is' : 'are'} stopped`,
    evidence: held.slice(0, 4).map(each => ({
      fact: 'processes' as const,
      says: `pid ${each.pid} is in state T (stopped)`,
      source: `/proc/${each.pid}/stat`,
    })),
    fixes: [
      {
        title: 'Let it go on',
        steps: [{ do: 'run', command: `kill -CONT ${pids.join(' ')}` }],
        needsRoot: uid !== first.uid && uid !== 0,
      },
    ],
    outcome: 'no-answer',
  };
}

/** Nobody can see who holds the socket, but workers of its user are stopped: they may be its. */
function ofHiddenPool(
  { owners, processes, machine }: Pick<FactValues, 'owners' | 'processes' | 'machine'>,
  question: Question,
): Finding | undefined {
  if (!question.local) return undefined;
  const pool = processes.filter(({ pid }) => owners.pool?.includes(pid));
  const found = ofCluster(pool, processes, machine.uid);
  return (
    found && {
      ...found,
      severity: 'warning',
      summary: `${found.summary} Whether it is they who serve the port takes root to see.`,
      outcome: 'ok',
    }
  );
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
