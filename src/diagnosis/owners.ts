import { valueIn } from '../facts/fact.js';
import type { Facts } from '../facts/facts.js';
import type { Container } from '../facts/namespaces/types.js';
import type { Process } from '../facts/processes/types.js';
import type { Socket } from '../facts/sockets/types.js';
import { masterOf } from '../programs/family.js';
import { identify } from '../programs/identify.js';
import { backgroundOf } from '../programs/supervision/background.js';
import type { Background } from '../programs/supervision/background-kinds.js';
import { takersOf } from '../rules/serving.js';
import type { Settled } from './settle.js';
import type { ListenerSummary, ProcessSummary } from './types.js';

/** The processes that hold a socket, oldest first, as far as they were seen. */
function holdersOf(socket: Socket, facts: Facts): readonly Process[] {
  const pids = valueIn(facts.owners)?.pidsByInode[socket.inode] ?? [];
  const processes = valueIn(facts.processes) ?? [];
  return pids.flatMap(pid => processes.find(each => each.pid === pid) ?? []);
}

/** The sockets that serve the port of the target: TCP listeners, or unconnected UDP sockets. */
const serving = (facts: Facts, protocol: 'tcp' | 'udp'): readonly Socket[] =>
  (valueIn(facts.sockets) ?? []).filter(
    each => each.protocol === protocol && (each.state === 'listen' || each.state === 'unconnected'),
  );

/** The process that the report is about: who takes the connections that get through, else who listens, or was named. */
export function mainProcess(facts: Facts, settled: readonly Settled[]): Process | undefined {
  const [server] = serversOf(facts, settled);
  if (server) return server.process;
  const processes = valueIn(facts.processes) ?? [];
  // Whoever has the port here has nothing to do with another machine's.
  const away = settled.length > 0 && settled.every(({ question }) => !question.local);
  const holders = away
    ? []
    : [...serving(facts, 'tcp'), ...serving(facts, 'udp')].flatMap(each => holdersOf(each, facts));
  const named = valueIn(facts.subject)?.pids ?? [];
  const first = holders[0] ?? processes.find(each => named.includes(each.pid));
  return first && masterOf(first, processes);
}

/** Those who take the connections that get through, each with the addresses at which it does. */
export function serversOf(
  facts: Facts,
  settled: readonly Settled[],
): readonly { readonly process: Process; readonly addresses: readonly string[] }[] {
  const processes = valueIn(facts.processes) ?? [];
  const found = new Map<Process, Set<string>>();
  for (const { question, reach } of settled) {
    const open = reach.outcome === 'ok' && question.local;
    const [taker] = open ? takersOf(valueIn(facts.sockets) ?? [], question) : [];
    const holder = taker && holdersOf(taker, facts)[0];
    if (!holder) continue;
    const process = masterOf(holder, processes);
    found.set(process, (found.get(process) ?? new Set()).add(question.address));
  }
  return [...found].map(([process, addresses]) => ({ process, addresses: [...addresses] }));
}

/** Every listener of the port, with the process that holds it. */
export function listenersOf(facts: Facts): readonly ListenerSummary[] {
  const processes = valueIn(facts.processes) ?? [];
  return (['tcp', 'udp'] as const).flatMap(protocol =>
    serving(facts, protocol).map(socket => {
      const holders = holdersOf(socket, facts);
      const holder = holders[0];
      return {
        address: socket.local.address,
        port: socket.local.port,
        protocol,
        pid: holder?.pid ?? null,
        command: holder ? holder.command.join(' ') || holder.name : null,
        program: holder ? identify(holder, processes).program : null,
        user: holder?.user ?? String(socket.uid),
        queue: socket.queue,
        ...(holders.length > 1 ? { workers: holders.length - 1 } : {}),
      };
    }),
  );
}

/** The process behind the port, with its ancestors; null where there is none to be seen. */
export function processOf(facts: Facts, settled: readonly Settled[]): ProcessSummary | null {
  const process = mainProcess(facts, settled);
  if (!process) return null;
  const processes = valueIn(facts.processes) ?? [];
  const background = keptBy(process, facts);
  return {
    pid: process.pid,
    program: identify(process, processes).program,
    command: process.command,
    cwd: process.directory,
    user: process.user,
    startedAt: new Date(process.startedAt).toISOString(),
    background: background && {
      kind: background.kind,
      says: background.says,
      survivesLogout: background.survivesLogout,
      survivesReboot: background.survivesReboot,
      output: background.output,
    },
    tree: ancestorsOf(process, processes).map(each => ({
      pid: each.pid,
      parent: each.parent,
      command: each.command.join(' ') || each.name,
    })),
  };
}

/** How the process is kept alive. */
export function keptBy(process: Process, facts: Facts): Background | null {
  const machine = valueIn(facts.machine);
  if (!machine) return null;
  return backgroundOf(process, {
    processes: valueIn(facts.processes) ?? [],
    units: valueIn(facts.units) ?? [],
    pm2: valueIn(facts.pm2) ?? [],
    containers: valueIn(facts.containers) ?? [],
    machine,
  });
}

/** The container that is published on the target's port; undefined where none is. */
export function publishedContainer(facts: Facts): Container | undefined {
  const port = valueIn(facts.subject)?.port;
  return (valueIn(facts.containers) ?? []).find(
    each => each.running && each.published.some(one => one.hostPort === port),
  );
}

function ancestorsOf(process: Process, processes: readonly Process[]): Process[] {
  const line: Process[] = [];
  let parent = processes.find(each => each.pid === process.parent);
  while (parent && line.length < 32 && !line.includes(parent)) {
    line.unshift(parent);
    const next = parent.parent;
    parent = processes.find(each => each.pid === next);
  }
  return line;
}
