import { known, valueIn } from '../../facts/fact.js';
import type { Container } from '../../facts/namespaces/types.js';
import type { Question } from '../../net/question.js';
import type { Step } from '../../programs/fix.js';
import { defineRule, type Finding } from '../rule.js';
import { named } from '../serving.js';
import { servingAnywhere } from './servers.js';
import { stoppedInside } from './stopped-inside.js';

/** State T or a frozen cgroup: the kernel still completes handshakes, and nobody reads what comes. */
export const rule = defineRule({
  code: 'process/stopped',
  needs: ['sockets', 'owners', 'processes', 'machine', 'interfaces'],
  mayUse: ['containers', 'namespaces', 'firewall', 'routes', 'limits', 'probes'],
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
    const serving = servingAnywhere(sockets, owners, processes, question);
    if (!serving) return undefined;
    const { workers, holders } = serving;
    const held = workers.filter(each => each.state === 'T' || each.state === 't' || each.frozen);
    const first = held[0];
    if (!first || held.length < workers.length) return undefined;
    const who = named(first, processes);
    const others = held.length > 1 ? ` and ${held.length - 1} more` : '';
    const traced = first.state === 't';
    const frozen = first.frozen && first.state !== 'T';
    const how = frozen
      ? `frozen with its cgroup ${first.cgroup}`
      : traced
        ? 'held by a debugger'
        : 'stopped (Ctrl-Z or SIGSTOP)';
    const steps: Step[] = frozen
      ? [{ do: 'run', command: `echo 0 >/sys/fs/cgroup${first.cgroup}/cgroup.freeze` }]
      : [
          {
            do: 'run',
            command: `kill -CONT ${[...new Set([...holders, ...held])]
              .filter(each => each.state === 'T')
              .map(each => each.pid)
              .join(' ')}`,
          },
        ];
    return {
      severity: 'error',
      summary: `${who}${others} is ${how}: the kernel takes connections for it, and nothing answers them.`,
      says: frozen ? 'frozen' : 'stopped',
      evidence: held.slice(0, 4).map(each => ({
        fact: 'processes' as const,
        says: frozen
          ? `cgroup.events of ${each.cgroup} says frozen 1`
          : `pid ${each.pid} is in state ${each.state} (${traced ? 'tracing stop' : 'stopped'})`,
        source: frozen ? `/sys/fs/cgroup${each.cgroup}/cgroup.events` : `/proc/${each.pid}/stat`,
      })),
      fixes: [
        traced
          ? {
              title: 'Let the debugger continue it, or detach',
              text: 'gdb: continue, or detach',
              needsRoot: false,
            }
          : {
              title: frozen ? 'Thaw it' : 'Let it go on',
              steps,
              needsRoot: frozen || machine.uid !== first.uid,
            },
      ],
      outcome: 'no-answer',
    };
  },
});

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
