import { baseName } from '../../programs/invocation.js';
import type { Upstream } from '../../programs/proxies/upstream.js';
import type { System } from '../../system/system.js';
import type { ConfigurationFile } from '../configuration/types.js';
import { valueIn } from '../fact.js';
import { commandName } from '../processes/command-name.js';
import { scriptServing, wasToldPort } from '../processes/told-elsewhere.js';
import type { Process } from '../processes/types.js';
import { socketsHeldBy } from '../sockets/held.js';
import { listPids } from '../sockets/kin.js';
import { readListeners, readUnixListeners } from '../sockets/read.js';
import { textOf } from '../text-of.js';
import { readUnits } from '../units/read.js';
import { socketFile } from './socket-file.js';
import type { Elsewhere } from './types.js';

/** The applications that proxies speak these protocols to, by the names of their processes. */
const applications: Readonly<Record<string, RegExp>> = {
  fastcgi: /^php-fpm/,
  uwsgi: /^uwsgi/,
  http: /^(gunicorn|uvicorn|puma|unicorn|daphne|hypercorn|waitress|flask)/,
};

/** What a process is known by: Python's module for `python3 -m uvicorn`. */
function programName(system: System, pid: number): string {
  const name = commandName(system, pid);
  return /^python/.test(name)
    ? (/^[^\0]*\0-m\0([\w.]+)/.exec(textOf(system, `/proc/${pid}/cmdline`, 1024))?.[1] ?? name)
    : name;
}

/** A line of the proxy's configuration leads to that place. */
function isNamed(files: readonly ConfigurationFile[], place: string): boolean {
  const end = place.startsWith('/') ? place : place.slice(place.lastIndexOf(':'));
  const names = (line: string) =>
    line
      .split(end)
      .slice(1)
      .some(rest => !/^[\w.-]/.test(rest));
  return files.some(({ text }) => text.split('\n').some(line => !/^\s*#/.test(line) && names(line)));
}

/** A process that may be the application, by its name; and whether it may be so on this port. */
interface Candidate {
  readonly pid: number;
  readonly name: string;
  readonly suits?: (port: number) => boolean;
}

/** The one place at which some of these processes listen that is no other application's by the proxy's own files. */
async function placeAmong(
  system: System,
  candidates: readonly Candidate[],
  { protocol, path, port }: Upstream,
  proxy: Process | undefined,
  files: readonly ConfigurationFile[],
): Promise<Elsewhere | null> {
  if (candidates.length === 0 || candidates.length > 64) return null;
  const holders = new Map(
    candidates.flatMap(each => [...socketsHeldBy(system, each.pid)].map(inode => [inode, each] as const)),
  );
  const ports = (valueIn(readListeners(system)) ?? [])
    .filter(each => each.protocol === 'tcp' && each.local.port !== port)
    .filter(({ inode, local }) => holders.get(inode)?.suits?.(local.port) !== false)
    .map(({ inode, local: { address, port } }) => ({
      inode,
      path: `${/^(0\.0\.0\.0|::)$/.test(address) ? '127.0.0.1' : address}:${port}`,
    }));
  const sockets = (valueIn(readUnixListeners(system)) ?? []).filter(
    each => each.path.startsWith('/') && each.path !== path && !holders.get(each.inode)?.suits,
  );
  const places = new Map(
    [...ports, ...sockets]
      .filter(each => holders.has(each.inode) && (protocol === 'fastcgi' || !isNamed(files, each.path)))
      .map(each => [each.path, holders.get(each.inode)!]),
  );
  const [[place, holder] = []] = places;
  if (place === undefined || holder === undefined || places.size > 1) return null;
  const denied = place.startsWith('/') && (await socketFile(system, place, proxy)).closed.length > 0;
  return { name: holder.name, place, denied };
}

/** Most processes whose source is looked at, the latest of them. */
const MOST = 1024;

/** Programs that serve the upstream's port by their own source, on the port that they were told instead (PORT=3005). */
const bySource = (system: System, pids: readonly number[], port: number): readonly Candidate[] =>
  pids.slice(-MOST).flatMap(pid => {
    const script = scriptServing(system, pid, port);
    if (!script) return [];
    const name = `${programName(system, pid)} ${baseName(script)}`;
    return { pid, name, suits: told => wasToldPort(system, pid, script, told) };
  });

/** Whether a service of this machine has the upstream's port, and does not run: the port of a source is many another's default. */
async function isDown(system: System, { port, path }: Upstream): Promise<boolean> {
  const units = valueIn(await readUnits(system, { processes: [], port, path, name: null })) ?? [];
  return units.some(({ activeState }) => activeState !== 'active');
}

/**
 * Where the application listens that the upstream's port is of by its own source, or else the one place at which applications
 * of the upstream's kind do; null where there is none, or more than one. What the proxy's own files name is another
 * application's, but for PHP-FPM, which runs whatever it is handed.
 */
export async function elsewhere(
  system: System,
  upstream: Upstream,
  proxy: Process | undefined,
  files: readonly ConfigurationFile[],
): Promise<Elsewhere | null> {
  const { protocol, port } = upstream;
  const pattern = applications[protocol];
  if (!pattern) return null;
  const pids = listPids(system);
  const sources = protocol === 'http' && port !== null ? bySource(system, pids, port) : [];
  const told = await placeAmong(system, sources, upstream, proxy, files);
  if (told && !(await isDown(system, upstream))) return told;
  const named = pids
    .map(pid => ({ pid, name: programName(system, pid) }))
    .filter(({ name }) => pattern.test(name));
  return placeAmong(system, named, upstream, proxy, files);
}
