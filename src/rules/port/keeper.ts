import { type Fact, valueIn } from '../../facts/fact.js';
import type { Machine } from '../../facts/machine/types.js';
import { forwardingOf } from '../../facts/namespaces/forwarder.js';
import type { Container } from '../../facts/namespaces/types.js';
import type { Process } from '../../facts/processes/types.js';
import { unitOf } from '../../facts/units/cgroup.js';
import type { Pm2Entry, Unit } from '../../facts/units/types.js';
import type { Step } from '../../programs/fixes/fix.js';
import { chainOf } from '../../programs/fixes/stop.js';
import { quoted } from '../../programs/shell.js';
import { pm2Command } from '../../programs/supervision/pm2.js';
import { listensNow } from '../../programs/supervision/socket-unit.js';
import { systemctl } from '../../programs/supervision/systemctl.js';
import type { Server } from './relatives.js';

/** How whoever holds a port is made to let go of it for good: what keeps it alive has to be told. */
export interface Keeper {
  /** 'container web', or null where it is the process itself. */
  readonly name: string | null;
  readonly stop: readonly Step[];
  /** The same as a line to type. */
  readonly line: string;
  /** It takes another user than the one who asks. */
  readonly needsRoot: boolean;
  /** It is the name server of systemd-resolved. */
  readonly isStub: boolean;
}

/** The facts that tell what keeps a process alive. */
interface KeepingFacts {
  readonly machine: Machine;
  readonly containers: Fact<readonly Container[]>;
  readonly pm2: Fact<readonly Pm2Entry[]>;
  readonly units: Fact<readonly Unit[]>;
  readonly processes: readonly Process[];
}

/** What keeps the holder of a port alive: a container's engine, PM2, systemd, or nothing. */
export function keeperOf({ process, holders }: Server, port: number, facts: KeepingFacts): Keeper {
  const { machine, containers, pm2, units, processes } = facts;
  // The kernel cuts names after 15 characters.
  const isStub = port === 53 && process.name.startsWith('systemd-resolve');
  const told = (name: string, line: string, needsRoot = false): Keeper => ({
    name,
    line,
    stop: [{ do: 'run', command: line }],
    needsRoot,
    isStub,
  });
  const container = forwardingOf(process, port)
    ? valueIn(containers)?.find(
        each => each.running && each.published.some(one => one.hostPort === port && one.protocol === 'tcp'),
      )
    : undefined;
  if (container)
    return told(`container ${container.name}`, `${container.engine} stop ${quoted(container.name)}`);
  const entry = entryOf(valueIn(pm2) ?? [], holders, port);
  if (entry) return told(`PM2's ${entry.name}`, `${pm2Command(entry, machine)} stop ${quoted(entry.name)}`);
  // Whoever ends its service has systemd start that again for the next client (systemd.socket(5)).
  const socket = holders.some(({ name }) => name === 'systemd')
    ? valueIn(units)?.find(each => listensNow(each, port))
    : undefined;
  if (socket) {
    const names = [socket.name, ...new Set(holders.flatMap(each => unitOf(each)?.name ?? []))];
    return told(
      socket.name,
      `${systemctl(socket)} stop ${names.map(quoted).join(' ')}`,
      socket.scope === 'system',
    );
  }
  const unit = machine.logout ? unitOf(process) : null;
  if (unit) {
    const user = unit.scope === 'user' ? '--user ' : '';
    return told(unit.name, `systemctl ${user}stop ${quoted(unit.name)}`, unit.scope === 'system');
  }
  const pids = chainOf(process, processes);
  return {
    name: null,
    stop: pids.map(pid => ({ do: 'stop', pid })),
    line: `kill ${pids.join(' ')}`,
    needsRoot: machine.uid !== process.uid,
    isStub,
  };
}

/** The entry of PM2 that a holder is; of the daemon, which holds the port in cluster mode, the one with that port. */
function entryOf(
  entries: readonly Pm2Entry[],
  holders: readonly Process[],
  port: number,
): Pm2Entry | undefined {
  const online = entries.filter(({ status }) => status === 'online');
  const clustered = online.filter(({ mode, daemon }) => mode === 'cluster' && holds(holders, daemon));
  return (
    online.find(({ pid }) => holds(holders, pid)) ??
    clustered.find(({ ports }) => ports.includes(port)) ??
    (new Set(clustered.map(({ name }) => name)).size === 1 ? clustered[0] : undefined)
  );
}

const holds = (holders: readonly Process[], pid: number): boolean => holders.some(each => each.pid === pid);
