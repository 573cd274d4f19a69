import { type Fact, known, valueIn } from '../facts/fact.js';
import { readInterfaces } from '../facts/interfaces/read.js';
import type { Interface } from '../facts/interfaces/types.js';
import { readMachine } from '../facts/machine/read.js';
import type { Machine } from '../facts/machine/types.js';
import { collectProcesses } from '../facts/processes/collect.js';
import type { Process } from '../facts/processes/types.js';
import { userName } from '../facts/processes/users.js';
import { exposureOf } from '../facts/sockets/exposure.js';
import { findOwners } from '../facts/sockets/owners.js';
import { readListeners } from '../facts/sockets/read.js';
import type { Owners } from '../facts/sockets/types.js';
import { backgroundOf } from '../programs/background.js';
import { identify } from '../programs/identify.js';
import { type Server, serversOf } from '../programs/servers.js';
import { escaped } from '../render/escape.js';
import { loadTheme } from '../render/load-theme.js';
import { type PortView, renderPorts } from '../render/ports.js';
import { withProcessTable } from '../system/process-table.js';
import type { System } from '../system/system.js';
import type { Context } from './context.js';

/** The options of `netcheck ports [FILTER]` as commander gives them. */
export interface PortsOptions {
  readonly filter?: string | undefined;
  readonly json?: boolean;
}

interface Known {
  readonly system: System;
  readonly interfaces: readonly Interface[];
  readonly processes: readonly Process[];
  readonly machine: Machine | undefined;
}

const nothing: Owners = { pidsByInode: {}, hidden: [] };

/** What of the process is shown; nulls where it is hidden. */
function processView(process: Process | null, { processes, machine }: Known) {
  if (!process)
    return { program: null, command: null, startedAt: null, survivesLogout: null, background: null };
  const { program, label } = identify(process, processes);
  const keeping = machine && { processes, units: [], pm2: [], containers: [], machine };
  const background = keeping && backgroundOf(process, keeping);
  return {
    program,
    command: label,
    startedAt: process.startedAt,
    survivesLogout: background?.survivesLogout ?? null,
    background: background?.says ?? null,
  };
}

function viewOf({ protocol, port, sockets, pids, process }: Server, known: Known): PortView {
  return {
    protocol,
    port,
    addresses: sockets.map(({ local, device, v6only, queue }) => ({
      address: local.address,
      device,
      v6only,
      queue,
    })),
    exposure: exposureOf(sockets, known.interfaces),
    user: process?.user ?? userName(known.system, sockets[0]?.uid ?? -1),
    pid: process?.pid ?? null,
    pids,
    ...processView(process, known),
  };
}

/** `8000`, `:8000`, `8000/udp`, an address, a user, a pid, or a part of a program's name. */
function fits(view: PortView, filter: string): boolean {
  const [, port, protocol] = /^:?(\d{1,5})(?:\/(tcp|udp))?$/.exec(filter) ?? [];
  if (port !== undefined)
    return (
      (view.port === Number(port) && (protocol === undefined || view.protocol === protocol)) ||
      (protocol === undefined && !filter.startsWith(':') && view.pids.includes(Number(port)))
    );
  const wanted = filter.toLowerCase();
  return (
    view.protocol === wanted ||
    view.user === filter ||
    view.addresses.some(({ address }) => address === filter) ||
    [view.program, view.command].some(text => text?.toLowerCase().includes(wanted))
  );
}

const lacksOf = (facts: readonly Fact<unknown>[]): string[] =>
  facts.flatMap(fact =>
    fact.status === 'known' ? [] : [fact.status === 'partial' ? fact.lacks : fact.detail],
  );

/** Lists who listens on which port; 3 where the sockets cannot be read. */
export async function run(options: PortsOptions, context: Context): Promise<number> {
  const system = await withProcessTable(context.system);
  const listeners = readListeners(system);
  if (listeners.status === 'unknown') {
    context.err(`netcheck: the listening sockets cannot be read: ${listeners.detail}\n`);
    return 3;
  }
  const owners = listeners.value.length > 0 ? findOwners(system, listeners.value) : known(nothing, '');
  const holders = valueIn(owners) ?? nothing;
  const processes = collectProcesses(system, [...new Set(Object.values(holders.pidsByInode).flat())]);
  const interfaces = readInterfaces(system);
  const seen: Known = {
    system,
    interfaces: valueIn(interfaces) ?? [],
    processes: valueIn(processes) ?? [],
    // Sessions and signals, from which survival follows, are known of Linux processes only.
    machine: system.platform === 'linux' ? valueIn(readMachine(system)) : undefined,
  };
  const all = serversOf(listeners.value, holders, seen.processes).map(server => viewOf(server, seen));
  const { filter } = options;
  const views = filter === undefined ? all : all.filter(view => fits(view, filter));
  const lacks = lacksOf([listeners, owners, interfaces]);
  if (options.json) {
    context.out(`${JSON.stringify({ schema: 'netcheck.ports/1', ports: views, lacks }, null, 2)}\n`);
    return 0;
  }
  if (views.length === 0)
    context.out(
      filter === undefined ? 'Nothing listens here.\n' : `Nothing that listens fits ${escaped(filter)}.\n`,
    );
  else {
    const theme = await loadTheme(context.colour);
    context.out(renderPorts(views, { theme, columns: context.columns, now: system.now() }));
  }
  if (lacks.length > 0) context.err(`netcheck: not seen: ${escaped(lacks.join('; '))}\n`);
  return 0;
}
