import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Limits } from '../../facts/limits/types.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Machine } from '../../facts/machine/types.js';
import { environmentNamesPort, goesToPort, mentionsPort } from '../../facts/processes/candidates.js';
import { setsPort } from '../../facts/processes/port-variable.js';
import type { Process } from '../../facts/processes/types.js';
import { namesNoPort } from '../../facts/processes/usual-port.js';
import { isDoor } from '../../programs/debugger.js';
import { homeOf, scriptFolder } from '../../programs/door.js';
import { identify, recognised } from '../../programs/identify.js';
import { serviceCalled } from '../../programs/installed.js';
import { invocationOf } from '../../programs/invocation.js';
import { isOfService } from '../../programs/of-service.js';
import type { Program } from '../../programs/program.js';
import { tunnelOf } from '../../programs/proxies/tunnel.js';
import { devUpstreams } from '../../programs/proxies/upstreams-dev.js';
import { claimOf, portlessClaimOf } from './claimed.js';
import type { Server } from './relatives.js';

/** A candidate this clear is named; anything less is another server. */
const clear = 3;

/** What candidates are judged by. */
export interface Signs {
  readonly machine: Machine;
  readonly limits: Limits;
  readonly files: readonly ConfigurationFile[];
  readonly logs: readonly LogExcerpt[];
  /**
   * One that names the port and does not listen, or that ended by a log which lies here, was meant, and no neighbour of
   * its port.
   */
  readonly another: boolean;
  /** A server is set up for the very port and does not run: what is near it, or a framework's custom, speaks for nobody else. */
  readonly setUp: boolean;
  /** When the port was last seen to be served: who ran beside that server is another one, and did not move away from there. */
  readonly servedUntil?: number | undefined;
}

/** The one server that was clearly meant by the port; undefined where there is none, or more than one. */
export function likeliest(servers: readonly Server[], port: number, signs: Signs): Server | undefined {
  const { first, last } = signs.limits.ephemeral;
  // A port that the kernel chose is one that nobody could have meant, unless it is said which one was.
  const chosen = ({ socket: { local }, process, holders }: Server) =>
    local.port < first ||
    local.port > last ||
    fileMeaning(process, signs.files, port) !== undefined ||
    // PORT=0 asks the kernel to choose, whatever the source has for where PORT is not set.
    variableWith(holders[0] ?? process, 0) !== undefined ||
    wasTold(holders[0] ?? process, port) ||
    claimOf(holders[0] ?? process, port, signs.logs) !== undefined ||
    portlessClaimOf(holders[0] ?? process, signs.logs) !== undefined;
  const ranked = servers
    .filter(each => chosen(each) && !isDoor(each.holders[0] ?? each.process, each.socket.local.port))
    .map(server => ({ server, score: likeness(server, port, apartFrom(server, signs)) }))
    .filter(each => each.score >= clear)
    .sort((a, b) => b.score - a.score || farFrom(port, a.server) - farFrom(port, b.server));
  const [best, ...others] = ranked;
  const rival = others.some(
    each => each.score === best?.score && each.server.process.pid !== best.server.process.pid,
  );
  return rival ? undefined : best?.server;
}

/** nginx has new workers where it moved by a reload. */
const apartFrom = ({ process, holders }: Server, signs: Signs): Signs =>
  [process, ...holders].every(each => each.startedAt < (signs.servedUntil ?? 0))
    ? { ...signs, another: true }
    : signs;

/** Of two ports of one server, the nearer one is meant. */
const farFrom = (port: number, { socket }: Server): number => Math.abs(socket.local.port - port);

/**
 * A web server whose command names the port, or none where it is the one that it takes by custom: where that was taken,
 * some (serve, live-server, Parcel) let the kernel choose another one.
 */
const wasTold = (process: Process, port: number): boolean => {
  const { speaks, generic, defaultPorts } = recognised(process, [process])?.program ?? {};
  if (speaks === 'http' && !generic && defaultPorts?.includes(port) && namesNoPort(process.command))
    return true;
  return mentionsPort(process.command, port) && identify(process, [process]).speaks === 'http';
};

/** The variable that sets a port, as programs call it: PORT, SERVER_PORT, FLASK_RUN_PORT. */
export const variableWith = ({ environment }: Process, port: number) =>
  Object.entries(environment ?? {}).find(([name, value]) => setsPort(name, value, port));

/** Somebody's own server: a script that an interpreter runs, a class of Java's, or what was compiled where it runs. */
const isOwn = (process: Process): boolean => {
  const { executable, directory } = process;
  const { language, module, script } = invocationOf(process);
  if (language === null)
    return executable?.startsWith(`${directory}/`) === true && !/\/node_modules\//.test(executable);
  return language === 'java'
    ? module !== null || script !== null
    : /\.(m?js|cjs|ts|py|rb|php|pl)$/.test(script ?? '');
};

/** A server's own folders: the one that it was started in, and that of its script. */
const foldersOf = (process: Process): readonly string[] =>
  [homeOf(process), scriptFolder(process)].filter(folder => folder !== null && folder !== '/') as string[];

/** A .env or package.json in the process's directory, or beside its script, sets PORT to the port that was asked for. */
export function fileMeaning(process: Process, files: readonly ConfigurationFile[], port: number) {
  const paths = foldersOf(process).flatMap(folder => [`${folder}/.env`, `${folder}/package.json`]);
  const sets = new RegExp(`\\bPORT["']?\\s*[=:]\\s*["']?${port}\\b`);
  return files.find(({ path, text }) => paths.includes(path) && sets.test(text));
}

/** Its files tell it to pass requests on to the port that was asked for: another server was meant, the one behind it. */
const passesOnTo = ({ directory }: Process, files: readonly ConfigurationFile[], port: number): boolean => {
  const own = files.filter(({ path }) => directory !== null && path.startsWith(`${directory}/`));
  return devUpstreams(own, { port, host: null, path: '/' }).some(
    each => each.port === port && /^(localhost|127\.|::1$|0\.0\.0\.0$)/.test(each.host ?? ''),
  );
};

/** Its command names the port as that of something else: by its option, or beside the one that it has, as socat and gateways do. */
const goesTo = ({ command }: Process, open: number, port: number): boolean =>
  goesToPort(command, port) || (mentionsPort(command, open) && mentionsPort(command, port));

/** Run in the caller's directory; where somebody happened to stand who started nginx or Apache says nothing. */
function isHere(process: Process, machine: Machine, program: Program | undefined): boolean {
  const home = homeOf(process);
  if (home === null || home === '/' || home !== machine.directory) return false;
  return !(program && serviceCalled(program.id)?.units.length);
}

/** A file of its directory names the port. */
function isWritten(process: Process, files: readonly ConfigurationFile[], port: number): boolean {
  const word = new RegExp(`\\b${port}\\b`);
  const folders = foldersOf(process);
  return files.some(({ path, text }) => folders.some(folder => path.startsWith(folder)) && word.test(text));
}

/**
 * Another server than this one was meant: the one that a development server passes requests on to, or a database, by
 * whose port nobody means the server of the folder. `named`: the port is in its command, variables or files.
 */
function isAnothers(
  process: Process,
  port: number,
  { files, named }: { files: readonly ConfigurationFile[]; named: boolean },
): boolean {
  const program = recognised(process, [process])?.program;
  if (!named) return isOfService(port) && !program?.defaultPorts.includes(port);
  return program !== undefined && !program.generic && passesOnTo(process, files, port);
}

/** Its command or environment names the port, or its own log; who says that and has one that somebody chose may have lost this one since. */
const isSpoken = (process: Process, open: number, port: number, { limits, logs }: Signs): boolean =>
  mentionsPort(process.command, port) ||
  environmentNamesPort(process.environment ?? {}, port) ||
  (open >= limits.ephemeral.first && claimOf(process, port, logs) !== undefined);

const isWeb = (process: Process, program: Program | undefined): boolean =>
  identify(process, [process]).speaks === 'http' || program?.speaks === 'http';

/**
 * The port is the program's by custom; web servers take 8443 where they may not have 443, or another one has it. What
 * frameworks take by custom is nothing beside a server that is set up for it.
 */
function byCustom(
  program: Program | undefined,
  http: boolean,
  { open, port }: { readonly open: number; readonly port: number },
  { another, setUp }: Signs,
): number {
  if (another || (setUp && (program?.generic ?? true))) return 0;
  return (program?.defaultPorts.includes(port) ? 3 : 0) + (http && port === 443 && open === 8443 ? 2 : 0);
}

/** Somebody's own choice of a port, a step or two away. */
export const isNear = (open: number, port: number): boolean => Math.abs(open - port) <= 2 && open > 1024;

/**
 * How much speaks for this being the server that was meant. Where another was, the folder and its files may mean that
 * one.
 */
function likeness(server: Server, port: number, signs: Signs): number {
  const { machine, files, another } = signs;
  const { socket, holders } = server;
  // npm and other runners stand above the server; what it is shows by who holds the socket.
  const process = holders[0] ?? server.process;
  const { port: open } = socket.local;
  if (process.pid === machine.pid || process.pid === 1 || open === port || goesTo(process, open, port))
    return 0;
  const environment = process.environment ?? {};
  const program = recognised(process, [process])?.program;
  const mine = isHere(process, machine, program);
  const spoken =
    isSpoken(process, open, port, signs) ||
    (isOwn(process) && fileMeaning(process, files, port) !== undefined);
  const written = isWritten(process, files, port);
  const byFolder = another ? Number(mine) : 2 * (Number(mine) + Number(written));
  const near = !another && !signs.setUp && isNear(open, port);
  const http = isWeb(process, program);
  if (isAnothers(process, port, { files, named: spoken || written })) return 0;
  return (
    (spoken ? 3 : 0) +
    byFolder +
    (mine && !http && !isOfService(open) && isOwn(process) ? 1 : 0) +
    byCustom(program, http, { open, port }, signs) +
    // Of what runs in this folder, only a server of another kind is no neighbour, and a tunnel.
    (near && (http || (mine && program?.speaks === undefined && !tunnelOf(process, open, files))) ? 2 : 0) +
    (environmentNamesPort(environment, open) ? 1 : 0) +
    (http ? 1 : 0)
  );
}
