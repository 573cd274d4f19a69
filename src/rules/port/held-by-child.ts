import { listIn } from '../../facts/fact.js';
import type { Machine } from '../../facts/machine/types.js';
import { forwardingOf } from '../../facts/namespaces/forwarder.js';
import { isTool } from '../../facts/processes/tool.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { unitOf } from '../../facts/units/cgroup.js';
import { listed } from '../../net/english.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { restartFix } from '../../programs/fixes/fixes.js';
import { recognised } from '../../programs/identify.js';
import { restartOf } from '../../programs/supervision/systemctl.js';
import { probeOf } from '../probe.js';
import { defineRule } from '../rule.js';
import { at, named, takersOf } from '../serving.js';
import { silenceOf } from '../silence.js';
import { situationWith } from '../situation.js';
import { type Server, serversWith } from './relatives.js';

/** Wait channels of a process that waits for connections, which an orphaned holder never does; a tool waits for else. */
const accepting = /accept|epoll|poll|select|io_uring|wait_woken/;
const starters = /^(systemd|init|launchd|tini|dumb-init|supervisord|s6-svscan|runsvdir|docker-init)$/;

/** The parent died; what is left with the listening socket is a child that inherited it and serves nobody. */
export const rule = defineRule({
  code: 'port/held-by-child',
  needs: ['sockets', 'owners', 'processes', 'probes', 'machine'],
  mayUse: ['resampled', 'units', 'configuration', 'pm2', 'containers', 'logs'],
  check(facts, question) {
    const { sockets, owners, processes, probes, machine, resampled, units } = facts;
    if (!question.local) return undefined;
    const server = serversWith(takersOf(sockets, question), owners, processes)[0];
    if (!server) return undefined;
    const { socket, holders } = server;
    // Who tried before waits in the queue for good, and once that is full nobody gets in any more.
    const full = isFull(socket) && probeOf(probes, question)?.outcome === 'timeout';
    if (!full && !silenceOf(probes, question)) return undefined;
    const now = listIn(resampled).find(({ inode }) => inode === socket.inode) ?? socket;
    const hasClient = listIn(resampled).some(each => isTaken(each, question.port));
    const isLeftCopy = (each: Process) => !hasClient && isCopy(each, processes);
    const orphan = holders.every(each => {
      const parent = processes.find(one => one.pid === each.parent);
      // What a shell has started has the socket too: its commands, which are no server that it was to start.
      const adopted =
        each.parent <= 1 ||
        (parent !== undefined &&
          (starters.test(parent.name) ||
            !holders.includes(parent) ||
            (isLeft(parent) && (isLeft(each) || mayBeLeft(each, now)))));
      return (
        adopted &&
        (isLeftCopy(each) ||
          (!recognised(each, processes) && !each.command.some(word => namesPort(word, question.port)))) &&
        !forwardingOf(each, question.port) &&
        (isLeft(each) || !accepting.test(each.waitChannel ?? '')) &&
        each.state !== 'T'
      );
    });
    const holder = holders[0];
    if (!orphan || !holder || holder.command.length === 0) return undefined;
    const copy = isLeftCopy(holder) && mayNotServe(holder, now);
    if (!copy && !isLeft(holder) && !mayBeLeft(holder, now)) return undefined;
    const who = named(holder, processes);
    const all = listed(holders.map(each => named(each, processes)));
    const several = holders.length > 1;
    const unit = listIn(units).find(
      each => each.activeState !== 'active' && holders.some(one => unitOf(one)?.name === each.name),
    );
    return {
      severity: 'error',
      summary: `${who} holds the listening socket of port ${question.port} and does not serve it: it inherited it from a server that is gone.`,
      says: `held by pid ${holder.pid}`,
      evidence: [
        {
          fact: 'owners',
          says: `only ${all} ${several ? 'hold' : 'holds'} the socket on ${at(socket.local.address, socket.local.port)}`,
          source: '/proc/PID/fd',
        },
        {
          fact: 'processes',
          says: `its parent is pid ${holder.parent}, and it waits in ${holder.waitChannel ?? 'an unknown place'}, not for connections`,
          source: `/proc/${holder.pid}/wchan`,
        },
      ],
      fixes: [
        ...(copy ? [startAgain(facts, server, processes, machine)] : []),
        {
          title: `End ${all}, then start ${unit?.name ?? 'the server'} again`,
          steps: [
            ...holders.map(each => ({ do: 'stop' as const, pid: each.pid })),
            ...(unit ? [{ do: 'run' as const, command: restartOf(unit) }] : []),
          ],
          risk: several ? 'What those processes are doing ends.' : 'What that process is doing ends.',
          needsRoot: machine.uid !== holder.uid || (unit?.scope === 'system' && machine.uid !== 0),
        },
      ],
      outcome: 'no-answer',
    };
  },
});

/** It has the server's own command, directory and output: the server is started again by what is left of it. */
function startAgain(
  facts: Omit<Parameters<typeof situationWith>[0], 'machine'>,
  { socket, holders: [process, ...left] }: Server,
  processes: readonly Process[],
  machine: Machine,
): Fix {
  const seen = { process: process!, processes, listener: socket, machine };
  const all = listed([process!, ...left].map(each => named(each, processes)));
  return restartFix({ ...situationWith(facts, seen), left }, `End ${all}, and start the server again`);
}

const isLeft = ({ command }: Process): boolean => isTool(command[0] ?? '');

/** A client's connection that was accepted: somebody serves, though he has forked himself into the background. Others have no inode. */
const isTaken = ({ state, inode, local }: Socket, port: number): boolean =>
  state === 'established' && inode !== 0 && local.port === port;

/** Above its backlog; from /proc, which does not tell it, anybody who waits. */
const isFull = ({ queue: { used, limit } }: Socket): boolean => used > (limit ?? 0);

/** A program that was told the port (0.0.0.0:8000, --port=8000) is the server, and no leftover of one. */
const namesPort = (word: string, port: number): boolean => new RegExp(`(^|\\D)${port}$`).test(word);

const interpreted =
  /(^|\/)(?:(?:python|ruby|perl|php|lua(?:jit)?|tclsh|guile)[\d.]*|node|java|bun|deno|beam(?:\.smp)?|mono|dotnet|julia|R)$/;

/**
 * Whether a program that is no tool may be what a server has left: no script, which mostly is the server, and nothing that
 * serves for itself. That would call listen(), accept connections, burn a processor, have threads, or lead the group that a shell gave it.
 */
const mayBeLeft = (process: Process, socket: Socket): boolean =>
  // One that has a title in place of its command is told by its executable.
  ![process.command[0], process.executable].some(each => interpreted.test(each ?? '')) &&
  !process.callsListen &&
  process.threads === 1 &&
  mayNotServe(process, socket);

const mayNotServe = ({ pid, state, processGroup }: Process, { queue }: Socket): boolean =>
  queue.used > 0 && state !== 'R' && processGroup !== pid;

/**
 * What a server has forked, as multiprocessing does, and whose parent is gone: it has the server's command, and runs another
 * part of its program. A server that sends itself to the background is one too, but in a session of its own (daemon(7)).
 */
function isCopy({ forked, parent, command, session, processGroup }: Process, processes: readonly Process[]) {
  const above = processes.find(each => each.pid === parent);
  const foster = parent === 1 || starters.test(above?.name ?? '');
  // 0 is a session that began outside this container.
  const ownSession = session === processGroup && session !== 0;
  const same = above?.command.join(' ') === command.join(' ');
  return forked === true && foster && !same && !ownSession;
}
