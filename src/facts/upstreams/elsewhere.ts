import type { Upstream } from '../../programs/proxies/upstream.js';
import type { System } from '../../system/system.js';
import type { ConfigurationFile } from '../configuration/types.js';
import { valueIn } from '../fact.js';
import { commandName } from '../processes/command-name.js';
import type { Process } from '../processes/types.js';
import { socketsHeldBy } from '../sockets/held.js';
import { listPids } from '../sockets/kin.js';
import { readListeners, readUnixListeners } from '../sockets/read.js';
import { textOf } from '../text-of.js';
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

/**
 * The one place at which applications of the upstream's kind listen; null where there is none, or more than one. What the
 * proxy's own files name is another application's, but for PHP-FPM, which runs whatever it is handed.
 */
export async function elsewhere(
  system: System,
  { protocol, path, port }: Upstream,
  proxy: Process | undefined,
  files: readonly ConfigurationFile[],
): Promise<Elsewhere | null> {
  const pattern = applications[protocol];
  const pids = pattern ? listPids(system).filter(pid => pattern.test(programName(system, pid))) : [];
  if (pids.length === 0 || pids.length > 64) return null;
  const holders = new Map(
    pids.flatMap(pid => [...socketsHeldBy(system, pid)].map(inode => [inode, pid] as const)),
  );
  const ports = (valueIn(readListeners(system)) ?? [])
    .filter(each => each.protocol === 'tcp' && each.local.port !== port)
    .map(({ inode, local: { address, port } }) => ({
      inode,
      path: `${/^(0\.0\.0\.0|::)$/.test(address) ? '127.0.0.1' : address}:${port}`,
    }));
  const sockets = (valueIn(readUnixListeners(system)) ?? []).filter(
    each => each.path.startsWith('/') && each.path !== path,
  );
  const places = new Map(
    [...ports, ...sockets]
      .filter(each => holders.has(each.inode) && (protocol === 'fastcgi' || !isNamed(files, each.path)))
      .map(each => [each.path, holders.get(each.inode)!]),
  );
  const [[place, pid] = []] = places;
  if (place === undefined || pid === undefined || places.size > 1) return null;
  const denied = place.startsWith('/') && (await socketFile(system, place, proxy)).closed.length > 0;
  return { name: programName(system, pid), place, denied };
}
