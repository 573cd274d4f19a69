import { absolutePath } from '../../programs/door.js';
import type { System } from '../../system/system.js';
import { type Fact, known, partial } from '../fact.js';
import { servesBySource } from '../processes/serves-by-source.js';
import type { Process } from '../processes/types.js';
import { withoutColours } from '../without-colours.js';
import { type Daemon, daemonsOf, type Search } from './pm2-daemons.js';
import { lastEnd } from './pm2-end.js';
import { askDaemon } from './pm2-rpc.js';
import { savedApart, savedNames } from './pm2-saved.js';
import type { Pm2Entry } from './types.js';

/** What runs under the PM2 daemons of this machine, as far as the caller may ask them. No daemon is ever started. */
export async function readPm2(
  system: System,
  processes: readonly Process[],
  search: Search = 'usual',
): Promise<Fact<readonly Pm2Entry[]>> {
  const daemons = daemonsOf(system, processes, search);
  const entries: Pm2Entry[] = [];
  const silent: string[] = [];
  for (const daemon of daemons) {
    try {
      entries.push(...entriesOf(system, daemon, await askDaemon(system, `${daemon.home}/rpc.sock`)));
    } catch (error) {
      silent.push(`PM2 in ${daemon.home} ${whySilent(error)}`);
    }
  }
  const apart = search === 'everywhere' && savedApart(system, daemons);
  if (apart) entries.push(...entriesOf(system, apart.daemon, apart.list));
  const source = 'rpc.sock of PM2';
  if (silent.length > 0) return partial(entries, source, silent.join('; '));
  return known(entries, source);
}

/** Whoever may not write to its socket is another user, and root may. */
const whySilent = (error: unknown): string =>
  ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')
    ? "is another user's, and cannot be asked without root"
    : 'did not answer';

type Fields = Readonly<Record<string, unknown>>;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
/** An argument or a variable, which may be a number; another object may have no text at all. */
const word = (value: unknown): string => (typeof value === 'number' ? String(value) : text(value));
const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

/** PM2's list as plain entries; what is not of the expected shape becomes empty. Nothing else of its environment is kept. */
function entriesOf(system: System, daemon: Daemon, list: unknown): readonly Pm2Entry[] {
  if (!Array.isArray(list)) return [];
  const saved = savedNames(system, daemon.home);
  const startup = hasStartup(system);
  return list.slice(0, 500).map(each => {
    const entry = fields(each);
    const of = fields(entry.pm2_env);
    const name = text(entry.name) || text(of.name);
    const end = of.status === 'stopped' ? lastEnd(system, daemon.home, name, number(of.pm_id)) : undefined;
    return {
      id: number(of.pm_id),
      name,
      mode: of.exec_mode === 'cluster_mode' ? 'cluster' : 'fork',
      pid: number(entry.pid),
      status: text(of.status),
      restarts: number(of.restart_time),
      firstLife: isFirstLife(of),
      startedAt: number(of.pm_uptime) || null,
      ...(of.watch && of.watch !== 'false' ? { watched: true as const } : {}),
      script: text(of.pm_exec_path),
      interpreter: text(of.exec_interpreter) || 'node',
      args: wordsOf(of.args),
      directory: text(of.pm_cwd),
      outputLog: text(of.pm_out_log_path) || null,
      errorLog: text(of.pm_err_log_path) || null,
      home: daemon.home,
      daemon: daemon.pid,
      program: programOf(system, of),
      saved: saved.has(name),
      startup,
      ports: portsOf(system, of),
      log: isHealthy(of) ? [] : lastLines(system, text(of.pm_err_log_path)),
      ...(end && { end }),
    };
  });
}

/** PM2's min_uptime, by default: it counts a shorter life as unstable. */
const shortLife = 1000;

/**
 * created_at is set anew whenever somebody restarts or reloads it (God.resetState), pm_uptime at each start. The end by
 * that restart counts as unstable itself where it came soon after another.
 */
const isFirstLife = (of: Fields): boolean =>
  number(of.unstable_restarts) <= 1 && number(of.pm_uptime) - number(of.created_at) < shortLife;

const isHealthy = (of: Fields): boolean =>
  of.status === 'saved' || (of.status === 'online' && number(of.restart_time) === 0);

const wordsOf = (list: unknown): readonly string[] =>
  Array.isArray(list) ? list.slice(0, 200).map(word) : [];

/** The ports in the variable PORT, in the arguments, and in the lines of the script that speak of one: first those that it serves. */
function portsOf(system: System, of: Fields): readonly number[] {
  const source = sourceOf(system, text(of.pm_exec_path));
  const lines = source.split('\n').filter(line => /listen|port|bind|serve/i.test(line));
  const told = numbersIn([word(of.PORT ?? fields(of.env).PORT), ...wordsOf(of.args)]);
  const written = numbersIn(lines);
  const served = [...new Set(written)].slice(0, 16).filter(port => servesBySource(source, port));
  return [...new Set([...told, ...served, ...written])].slice(0, 16);
}

const numbersIn = (lines: readonly string[]): readonly number[] =>
  [
    ...lines
      .join('\n')
      .slice(0, 64 * 1024)
      .matchAll(/(?<![\d.])\d{2,5}(?![\d.])/g),
  ]
    .map(match => Number(match[0]))
    .filter(port => port < 65536);

function sourceOf(system: System, path: string): string {
  if (!/\.(js|cjs|mjs|ts|py|rb|json|sh)$/.test(path)) return '';
  try {
    return system.read(path, 128 * 1024);
  } catch {
    return '';
  }
}

function lastLines(system: System, path: string): readonly string[] {
  try {
    return withoutColours(system.read(path, -16 * 1024))
      .split('\n')
      .filter(Boolean)
      .slice(-20);
  } catch {
    return [];
  }
}

/**
 * `pm2` where the caller's search path has it; else the file that started the entry (bash's variable _), or the one on
 * the search path that npx or an npm script gave it.
 */
function programOf(system: System, of: Fields): string {
  if (pm2On(system, system.env.PATH ?? '')) return 'pm2';
  const env = { ...fields(of.env), ...of } as Fields;
  const started = text(env._).replace(/(^|\/)pm2-(?:runtime|docker|dev)$/, '$1pm2');
  if (/(^|\/)pm2$/.test(started)) return absolutePath(started, text(env.PWD));
  return pm2On(system, text(env.PATH)) ?? 'pm2';
}

/** The file pm2 in a search path. */
const pm2On = (system: System, path: string): string | undefined =>
  path
    .split(':')
    .filter(folder => folder.startsWith('/'))
    .map(folder => `${folder}/pm2`)
    .find(file => exists(system, file));

function exists(system: System, path: string): boolean {
  try {
    return system.status(path, true).kind === 'file';
  } catch {
    return false;
  }
}

/** `pm2 startup` wrote a unit (or an init script) that brings the saved list back at boot. */
function hasStartup(system: System): boolean {
  for (const folder of ['/etc/systemd/system', '/etc/init.d']) {
    try {
      if (system.list(folder).some(name => /^pm2[-_]?.*(\.service)?$/.test(name))) return true;
    } catch {}
  }
  return false;
}
