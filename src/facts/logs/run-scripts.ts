import { keepsService } from '../../programs/supervision/service-folder.js';
import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { valueIn } from '../fact.js';
import { commandName } from '../processes/command-name.js';
import { holdsAny } from '../sockets/holders.js';
import { withDescendants } from '../sockets/kin.js';
import { readListeners } from '../sockets/read.js';
import { textOf } from '../text-of.js';
import type { LogPlace } from './read.js';

const MOST = 32;

/** What is kept running: by whom, its service directory, its script, and where its supervisor itself writes. */
interface Service {
  readonly pid: number;
  readonly directory: string;
  readonly script: string;
  readonly output: string | null;
}

/** The service of a supervisor, which works in its directory; undefined for those that keep a logger. */
function serviceOf(system: System, pid: number): Service | undefined {
  const directory = attempt(() => system.link(`/proc/${pid}/cwd`));
  if (!directory || directory.endsWith('/log')) return undefined;
  const script = attempt(() => system.read(`${directory}/run`, 16_384));
  const output = attempt(() => system.link(`/proc/${pid}/fd/2`)) ?? null;
  return script === undefined ? undefined : { pid, directory, script, output };
}

/** The directories that a logger's script names: svlogd -tt /var/log/shop, s6-log n20 ./main, multilog t main. */
const named = (script: string): readonly string[] =>
  /\b(?:svlogd|s6-log|multilog)\b(.*)/
    .exec(script)?.[1]
    ?.split(/\s+/)
    .filter(word => /^[./\w][\w./-]*$/.test(word)) ?? [];

/** Where a script itself sends what its program writes: exec 2>>/var/log/shop.log. */
const redirected = (script: string): readonly string[] =>
  [...script.matchAll(/>[ \t]*(\/[\w./-]+)/g)]
    .map(([, path]) => path!)
    .filter(path => !path.startsWith('/dev/'));

/** Where a logger keeps what a service writes: the file `current` of a directory below its own, or one that it names. */
function logFiles(system: System, { directory, script, output }: Service): readonly string[] {
  const folder = `${directory}/log`;
  const words = named(textOf(system, `${folder}/run`, 16_384));
  const places = new Set([...words, 'main', '.']);
  const files = [...places].map(word =>
    word.startsWith('/') ? word : `${folder}/${word.replace(/^\.\//, '')}`,
  );
  return [
    ...files.map(each => `${each}/current`),
    ...redirected(script),
    ...(output?.startsWith('/') ? [output] : []),
  ];
}

/** It is there, and listens: on another port, for nobody serves the one that was asked for. */
function servesAnother(system: System, { pid }: Service): boolean {
  const listening = new Set((valueIn(readListeners(system)) ?? []).map(({ inode }) => inode));
  const [, ...below] = withDescendants(system, [pid]);
  return below.some(each => holdsAny(system, each, listening) === true);
}

/**
 * The logs of what runit, s6 or daemontools keep running, of those whose script names the port; or of the only one, where that serves
 * no other. A program that dies at its start is there for a moment only, and its supervisor's command line speaks of no port.
 * Without a port, those of the supervisors that are `meant`, or whose programs are.
 */
export function logsOfRunScripts(
  system: System,
  pids: readonly number[],
  port: number | null,
  meant: readonly number[] = [],
): readonly LogPlace[] {
  if (port === null && meant.length === 0) return [];
  const services = pids
    .filter(pid => keepsService(commandName(system, pid)))
    .slice(0, MOST)
    .flatMap(pid => serviceOf(system, pid) ?? []);
  const chosen =
    port === null ? services.filter(each => runs(system, each, meant)) : ofPort(system, services, port);
  return chosen.flatMap(service =>
    logFiles(system, service).map(path => ({ path, because: 'kept' as const, pid: null })),
  );
}

const runs = (system: System, { pid }: Service, meant: readonly number[]): boolean =>
  withDescendants(system, [pid]).some(each => meant.includes(each));

function ofPort(system: System, services: readonly Service[], port: number): readonly Service[] {
  const spoken = new RegExp(`(^|\\D)${port}(\\D|$)`);
  const naming = services.filter(({ script }) => spoken.test(script));
  const [only, ...others] = services;
  const isMeant = naming.length === 0 && only && others.length === 0 && !servesAnother(system, only);
  return isMeant ? services : naming;
}
