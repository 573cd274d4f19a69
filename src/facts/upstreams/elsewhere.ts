import type { Upstream } from '../../programs/proxies/upstream.js';
import type { System } from '../../system/system.js';
import { valueIn } from '../fact.js';
import { commandName } from '../processes/command-name.js';
import type { Process } from '../processes/types.js';
import { socketsHeldBy } from '../sockets/held.js';
import { listPids } from '../sockets/kin.js';
import { readListeners, readUnixListeners } from '../sockets/read.js';
import { textOf } from '../text-of.js';
import { socketFile } from './socket-file.js';

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

/** Where an application of that kind listens instead of where its proxy looks for it. */
export interface Elsewhere {
  /** The process's name: php-fpm8.2. */
  readonly name: string;
  /** 127.0.0.1:9000 or /run/php/php8.1-fpm.sock. */
  readonly place: string;
  /** A socket that the proxy's user may not write to. */
  readonly denied: boolean;
}

/** The one place at which applications of the upstream's kind listen; null where there is none, or more than one. */
export async function elsewhere(
  system: System,
  { protocol, path, port }: Upstream,
  proxy: Process | undefined,
): Promise<Elsewhere | null> {
  const pattern = applications[protocol];
  const pids = pattern ? listPids(system).filter(pid => pattern.test(programName(system, pid))) : [];
  if (pids.length === 0 || pids.length > 64) return null;
  const held = new Set(pids.flatMap(pid => [...socketsHeldBy(system, pid)]));
  const ports = (valueIn(readListeners(system)) ?? [])
    .filter(each => each.protocol === 'tcp' && held.has(each.inode) && each.local.port !== port)
    .map(({ local }) => local)
    .map(local => `${/^(0\.0\.0\.0|::)$/.test(local.address) ? '127.0.0.1' : local.address}:${local.port}`);
  const sockets = (valueIn(readUnixListeners(system)) ?? [])
    .filter(each => held.has(each.inode) && each.path.startsWith('/') && each.path !== path)
    .map(each => each.path);
  const places = [...new Set([...ports, ...sockets])];
  const [place] = places;
  if (place === undefined || places.length > 1) return null;
  const denied = place.startsWith('/') && (await socketFile(system, place, proxy)).closed.length > 0;
  return { name: programName(system, pids[0]!), place, denied };
}
