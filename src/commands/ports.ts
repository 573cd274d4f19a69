import { type Fact, unknown, valueIn } from '../facts/fact.js';
import { readFirewall } from '../facts/firewall/read.js';
import type { FirewallRules } from '../facts/firewall/types.js';
import { readInterfaces } from '../facts/interfaces/read.js';
import type { Interface } from '../facts/interfaces/types.js';
import { readMachine } from '../facts/machine/read.js';
import type { Machine } from '../facts/machine/types.js';
import { collectProcesses } from '../facts/processes/collect.js';
import type { Process } from '../facts/processes/types.js';
import { userName } from '../facts/processes/users.js';
import { readNeighbours, readRoutes } from '../facts/routes/read.js';
import { findOwners } from '../facts/sockets/owners.js';
import { readListeners } from '../facts/sockets/read.js';
import type { Owners, Socket } from '../facts/sockets/types.js';
import type { Surroundings } from '../firewall/entries.js';
import { exposureOf } from '../firewall/exposure.js';
import { jsonDocument } from '../net/invisible.js';
import { isLoopback } from '../net/prefix.js';
import { identify } from '../programs/identify.js';
import { type Server, serversOf } from '../programs/port-servers.js';
import { backgroundOf } from '../programs/supervision/background.js';
import { escaped } from '../render/escape.js';
import { type PortView, renderPorts } from '../render/ports.js';
import { loadTheme } from '../render/theme.js';
import { withProcessTable } from '../system/process-table.js';
import type { System } from '../system/system.js';
import { type Context, UsageError } from './context.js';
import { fits, isOfKind, type Kinds, type Who } from './ports.filter.js';

/** The options of `netcheck ports [FILTER]` as commander gives them. */
export interface PortsOptions extends Kinds {
  readonly filter?: string | undefined;
  readonly json?: boolean;
}

interface Known {
  readonly system: System;
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

function whoOf(server: Server, known: Known): Who {
  const { protocol, port, sockets, pids, process } = server;
  return {
    protocol,
    port,
    addresses: sockets.map(({ local, device, v6only, queue }) => ({
      address: local.address,
      device,
      v6only,
      queue,
    })),
    user: process?.user ?? userName(known.system, sockets[0]?.uid ?? -1),
    pid: process?.pid ?? null,
    pids,
    ...processView(process, known),
  };
}

/** With the start time as all other documents give it (ISO 8601); the number stays for whoever reads that. */
const withSince = (view: PortView) => ({
  ...view,
  since: view.startedAt === null ? null : new Date(view.startedAt).toISOString(),
});

const lacksOf = (facts: readonly Fact<unknown>[]): string[] =>
  facts.flatMap(fact =>
    fact.status === 'known' ? [] : [fact.status === 'partial' ? fact.lacks : fact.detail],
  );

/** More than so many comparisons, each about a microsecond, are not made one by one: nobody waits for them. */
const MOST_COMPARED = 2_000_000;
/** What holding one connection against the packet filter costs beside its rules, in the same measure. */
const FOR_A_CONNECTION = 30;

/** The packet filter, where there is time to hold it against every connection that these programs might get. */
async function filterFor(
  system: System,
  servers: readonly Server[],
  interfaces: readonly Interface[],
): Promise<Fact<FirewallRules>> {
  const rules = await readFirewall(system);
  const count = (valueIn(rules)?.tables ?? [])
    .flatMap(({ chains }) => chains)
    .reduce((sum, chain) => sum + chain.rules.length, FOR_A_CONNECTION);
  const open = servers.filter(({ sockets }) => sockets.some(({ local }) => !isLoopback(local.address)));
  const places = interfaces.reduce((sum, { addresses }) => sum + addresses.length, 0);
  if (open.length * places * count <= MOST_COMPARED) return rules;
  return unknown('timed-out', 'the packet filter was not held against so many programs: ask for one port');
}

/** What listens, or what of it fits the filter, with who it is and who gets to it, and what could not be seen of it. */
async function look(
  system: System,
  listeners: readonly Socket[],
  filter: string | undefined,
): Promise<{ views: PortView[]; lacks: string[]; unread: boolean }> {
  const owners = findOwners(system, listeners);
  const holders = valueIn(owners) ?? nothing;
  const processes = collectProcesses(system, [...new Set(Object.values(holders.pidsByInode).flat())]);
  const interfaces = readInterfaces(system);
  const known: Known = {
    system,
    processes: valueIn(processes) ?? [],
    // Sessions and signals, from which survival follows, are known of Linux processes only.
    machine: system.platform === 'linux' ? valueIn(readMachine(system)) : undefined,
  };
  const asked = serversOf(listeners, holders, known.processes)
    .map(server => ({ server, who: whoOf(server, known) }))
    .filter(({ who }) => filter === undefined || fits(who, filter));
  const firewall = await filterFor(
    system,
    asked.map(({ server }) => server),
    valueIn(interfaces) ?? [],
  );
  const surroundings: Surroundings = {
    interfaces: valueIn(interfaces) ?? [],
    neighbours: valueIn(readNeighbours(system)) ?? [],
    routes: valueIn(readRoutes(system)),
    rules: valueIn(firewall),
  };
  return {
    views: asked.map(({ server, who }) => ({ ...who, exposure: exposureOf(server, surroundings) })),
    lacks: lacksOf([owners, interfaces, firewall]),
    unread: firewall.status === 'unknown',
  };
}

/** Lists who listens on which port; 3 where the sockets cannot be read. */
export async function run(options: PortsOptions, context: Context): Promise<number> {
  const { filter, json } = options;
  // Commander takes -4 for a number where no option has it.
  if (filter?.startsWith('-'))
    throw new UsageError(`unknown option '${filter}'`, 'netcheck ports --help lists its options');
  const system = await withProcessTable(context.system);
  const listeners = readListeners(system);
  if (listeners.status === 'unknown') {
    context.err(`netcheck: the listening sockets cannot be read: ${listeners.detail}\n`);
    return 3;
  }
  const kinds = listeners.value.filter(socket => isOfKind(socket, options));
  const seen = await look(system, kinds, filter);
  const { views } = seen;
  const lacks = [...lacksOf([listeners]), ...seen.lacks];
  if (json) {
    context.out(jsonDocument({ schema: 'netcheck.ports/1', ports: views.map(withSince), lacks }));
    return 0;
  }
  if (views.length > 0) {
    const theme = await loadTheme(context.colour);
    const { unread } = seen;
    context.out(renderPorts(views, { theme, columns: context.columns, now: system.now(), unread }));
  } else if (filter === undefined)
    context.out(`Nothing ${listeners.value.length === 0 ? '' : 'of that kind '}listens here.\n`);
  else context.out(`Nothing that listens fits ${escaped(filter)}.\n`);
  const root = system.uid > 0 && lacks.some(each => /\broot\b/.test(each)) ? ' (sudo netcheck ports)' : '';
  if (lacks.length > 0) context.err(`netcheck: ${escaped(lacks.join('; '))}${root}\n`);
  return 0;
}
