import type { Target } from '../net/target.js';
import type { System } from '../system/system.js';
import { readConfiguration } from './configuration/read.js';
import type { ConfigurationFile } from './configuration/types.js';
import { valueIn } from './fact.js';
import type { LogExcerpt } from './logs/types.js';
import { readMachine } from './machine/read.js';
import type { Machine } from './machine/types.js';
import { meaningOf } from './meaning.js';
import { readContainers } from './namespaces/containers.js';
import type { Container } from './namespaces/types.js';
import { readPort } from './port.js';
import type { Process } from './processes/types.js';
import { readPm2, readUnits } from './units/read.js';
import type { Pm2Entry, Unit } from './units/types.js';

/** The processes behind a target, and what may keep them alive. */
export interface Kept {
  /** Those that hold the port, or that the target names; oldest first. */
  readonly servers: readonly Process[];
  /** Somebody has the port, and an ordinary user does not see who. */
  readonly hidden: boolean;
  readonly processes: readonly Process[];
  readonly units: readonly Unit[];
  readonly pm2: readonly Pm2Entry[];
  readonly containers: readonly Container[];
  readonly configuration: readonly ConfigurationFile[];
  readonly logs: readonly LogExcerpt[];
  readonly machine: Machine;
  readonly port: number | null;
}

/** Reads who serves a target and what keeps it running. No connection is made. */
export async function readKept(system: System, wanted: Target, timeout: number): Promise<Kept> {
  const { target, subject } = await meaningOf(system, wanted, performance.now() + timeout);
  const meant = valueIn(subject);
  const port = meant?.port ?? null;
  const found = readPort(system, port, target, meant?.pids ?? [], false);
  const processes = valueIn(found.processes) ?? [];
  const servers = serving(processes.filter(each => found.pids.includes(each.pid)));
  const [units, pm2, containers] = await Promise.all([
    readUnits(system, { processes, port: found.served ? null : port, name: target.program }),
    readPm2(system, processes),
    readContainers(system),
  ]);
  return {
    servers,
    hidden: found.served && servers.length === 0 && system.uid > 0,
    processes,
    units: valueIn(units) ?? [],
    pm2: valueIn(pm2) ?? [],
    containers: valueIn(containers) ?? [],
    configuration: valueIn(readConfiguration(system, servers, processes)) ?? [],
    logs: valueIn(found.logs) ?? [],
    machine: machineOf(system),
    port,
  };
}

/** Of a port that systemd listens on for a service, it is the service that serves, once it was started (systemd.socket(5)). */
export function serving(holders: readonly Process[]): readonly Process[] {
  const services = holders.filter(({ name }) => name !== 'systemd');
  return services.length > 0 ? services : holders;
}

function machineOf(system: System): Machine {
  const machine = readMachine(system);
  if (machine.status === 'unknown') throw new Error(machine.detail);
  return machine.value;
}
