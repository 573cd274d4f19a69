import type { System } from '../../system/system.js';
import { flowWords, type LookupRequest, unanswered } from './lookup.js';
import type { Neighbour, Route, RouteLookup, RoutingRule } from './types.js';
import { TABLE, tableNumber } from './words.js';

type Row = Readonly<Record<string, unknown>>;

/** What ip(8) prints of the kernel's refusal (strerror(3)), by the name of its errno. */
const ERRORS: Readonly<Record<string, string>> = {
  'Network is unreachable': 'ENETUNREACH',
  'No route to host': 'EHOSTUNREACH',
  'Invalid argument': 'EINVAL',
  'Permission denied': 'EACCES',
  'Invalid cross-device link': 'EXDEV',
  'Network is down': 'ENETDOWN',
  'No such device': 'ENODEV',
  'Cannot find device': 'ENODEV',
};

const textOf = (row: Row, key: string): string | null =>
  typeof row[key] === 'string' ? (row[key] as string) : null;
const numberOf = (row: Row, key: string): number | null =>
  typeof row[key] === 'number' ? (row[key] as number) : null;

const rowsIn = (value: unknown): Row[] =>
  Array.isArray(value) ? value.filter(row => typeof row === 'object' && row !== null) : [];

/** The rows of `ip -j`; nothing where there is nothing to list, or where the text is no list. */
function parseRows(text: string): Row[] {
  try {
    const rows: unknown = JSON.parse(text === '' ? '[]' : text);
    return rowsIn(rows);
  } catch {
    return [];
  }
}

/** An answer of `ip -j route get`, or the name of the error in what it printed. */
export function parseLookup(request: LookupRequest, stdout: string, stderr: string): RouteLookup {
  const open = unanswered(request);
  const row = parseRows(stdout)[0];
  if (!row) {
    const said = Object.keys(ERRORS).find(text => stderr.includes(text));
    return { ...open, error: said === undefined ? 'EBADMSG' : ERRORS[said]! };
  }
  return {
    ...open,
    type: textOf(row, 'type') ?? 'unicast',
    gateway: textOf(row, 'gateway'),
    device: textOf(row, 'dev'),
    source: textOf(row, 'prefsrc'),
    table: tableNumber(textOf(row, 'table') ?? 'main'),
  };
}

/** A destination in CIDR form; ip(8) leaves the length out where it is a whole address. */
const prefixOf = (destination: string, family: 4 | 6): string =>
  destination === 'default' || destination.includes('/')
    ? destination
    : `${destination}/${family === 4 ? 32 : 128}`;

/** One row of `ip -j route show table all`, as many times as it has ways. */
function toRoutes(row: Row, family: 4 | 6): Route[] {
  const destination = textOf(row, 'dst');
  const table = tableNumber(textOf(row, 'table') ?? 'main');
  if (destination === null || table === null) return [];
  const ways = rowsIn(row.nexthops);
  return (ways.length > 0 ? ways : [row]).map(way => ({
    family,
    type: textOf(row, 'type') ?? 'unicast',
    destination: prefixOf(destination, family),
    gateway: textOf(way, 'gateway'),
    device: textOf(way, 'dev'),
    source: textOf(row, 'prefsrc'),
    metric: numberOf(row, 'metric'),
    table,
    ...(ways.length > 1 && { shared: true }),
  }));
}

/** The routes in `ip -j route show table all` for one family. */
export const parseRoutes = (text: string, family: 4 | 6): Route[] =>
  parseRows(text).flatMap(row => toRoutes(row, family));

/** Lines of `ip rule`: `32766:	from all lookup main`. */
export const parseRules = (text: string, family: 4 | 6): RoutingRule[] =>
  text.split('\n').flatMap(line => {
    const match = /^(\d+):\s+(\S.*)$/s.exec(line.trimEnd());
    if (!match) return [];
    const table = / lookup (\S+)/.exec(match[2]!)?.[1];
    return [
      {
        family,
        priority: Number(match[1]),
        text: match[2]!.replace(/ +/g, ' '),
        table: table === undefined ? null : tableNumber(table),
      },
    ];
  });

/** Rows of `ip -j neigh`. */
export const parseNeighbours = (text: string): Neighbour[] =>
  parseRows(text).flatMap(row => {
    const address = textOf(row, 'dst');
    const device = textOf(row, 'dev');
    const state = Array.isArray(row.state) ? row.state[0] : null;
    if (address === null || device === null || typeof state !== 'string') return [];
    return [{ address, device, hardwareAddress: textOf(row, 'lladdr'), state: state.toLowerCase() }];
  });

function run(system: System, args: readonly string[]) {
  if (!system.runSync) throw Object.assign(new Error('ip'), { code: 'ENOENT' });
  return system.runSync('ip', args);
}

/** The same answers as the kernel gives by netlink, by running ip(8); each throws where it cannot be run. */
export const ipTool = {
  lookUp(system: System, request: LookupRequest): RouteLookup {
    const { to, from = null, input = null, output, mark = 0, flow } = request;
    const { stdout, stderr } = run(system, [
      '-j',
      'route',
      'get',
      to,
      ...(from === null ? [] : ['from', from]),
      ...(input === null ? [] : ['iif', input]),
      ...(output === undefined ? [] : ['oif', output]),
      ...(mark === 0 ? [] : ['mark', String(mark)]),
      ...flowWords(flow),
    ]);
    return parseLookup(request, stdout, stderr);
  },
  routes: (system: System): Route[] =>
    ([4, 6] as const)
      .flatMap(family =>
        parseRoutes(run(system, ['-j', `-${family}`, 'route', 'show', 'table', 'all']).stdout, family),
      )
      .filter(({ table }) => table !== TABLE.local),
  rules: (system: System): RoutingRule[] =>
    ([4, 6] as const).flatMap(family => parseRules(run(system, [`-${family}`, 'rule']).stdout, family)),
  neighbours: (system: System): Neighbour[] => parseNeighbours(run(system, ['-j', 'neigh']).stdout),
};
