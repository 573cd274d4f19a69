import type { Target } from '../../net/target.js';
import { mainFile, steeredBy } from '../../programs/servers/supervisord.js';
import {
  controlName,
  controlOf,
  isRunAs,
  lastEnd,
  logsOf,
  mainLog,
  wordsOf,
} from '../../programs/supervision/supervisord-programs.js';
import { type Instance, instancesOf } from '../../programs/supervision/supervisord-sections.js';
import type { System } from '../../system/system.js';
import { valueIn } from '../fact.js';
import { readLogs } from '../logs/read.js';
import { supervisorsAmong } from '../logs/supervised.js';
import { readContainers } from '../namespaces/containers.js';
import { startsByScript } from '../processes/by-source.js';
import { mentionsPort } from '../processes/candidates.js';
import { collectProcesses } from '../processes/collect.js';
import { listPids, withDescendants } from '../sockets/kin.js';
import { readListeners } from '../sockets/read.js';
import { scriptedPort } from '../units/configured.js';
import { unitThatRuns } from '../units/own-files.js';
import { readPm2 } from '../units/pm2.js';
import { portDenied } from '../units/port-denied.js';
import { unitNamed } from '../units/systemd.js';
import type { Unit } from '../units/types.js';
import { containerSubject } from './container.js';
import { installedAs } from './installed.js';
import { portMeant } from './port-meant.js';
import { portsOf, servingBelow, subjectOf } from './read.js';
import { servicesDown } from './service-down.js';
import type { Installed, Subject, Supervised } from './types.js';
import { unnamedRun } from './unnamed-run.js';

/**
 * What a word means that no process goes by: an entry of PM2, a container, a program of supervisord, or a systemd unit that does not run.
 * Undefined where nothing of that name is kept here. That a server program does not run is taken from `everybody` having
 * been seen, or from its unit.
 */
export async function supervisedSubject(
  system: System,
  target: Target,
  everybody = true,
): Promise<Subject | undefined> {
  const word = target.program;
  if (word === null) return undefined;
  const entry = await entryOfPm2(system, word);
  if (entry) return entry;
  const containers = valueIn(await readContainers(system)) ?? [];
  const container = containers.find(each => each.name === word);
  if (container) {
    const { running, pid } = container;
    const inside = running && pid > 0 ? () => subjectOf(system, withDescendants(system, [pid])) : null;
    return containerSubject(container, containers, inside);
  }
  const program = programOf(system, word);
  if (program) {
    const { command, log, supervised, pids } = program;
    if (pids.length > 0) return subjectOf(system, withDescendants(system, pids));
    return { ...meant(portMeant(system, command, log)), supervised };
  }
  const down = servicesDown(system).find(each => each.supervised.name === word);
  if (down) {
    // What it waits for comes before what it runs.
    const command = down.script.split('\n').at(-1)!;
    return { ...meant(portMeant(system, command, [])), supervised: down.supervised };
  }
  return serviceSubject(system, word, everybody);
}

/** What a systemd unit serves or would serve, or a server program by its configuration. */
async function serviceSubject(
  system: System,
  word: string,
  everybody: boolean,
): Promise<Subject | undefined> {
  const installed = installedAs(system, word);
  const unit = await firstUnit(system, [word, ...(installed?.units ?? []), ...unitThatRuns(system, word)]);
  const served = unit && servedBy(system, unit);
  if (served) return served;
  const port =
    unit &&
    portMeant(system, [...unit.listens, unit.command].join(' '), unit.log, {
      denied: portDenied(unit) !== undefined,
      scripted: scriptedPort(system, unit),
    });
  if (!unit && !everybody) return undefined;
  if (!installed) return unit && meant(port ?? null);
  const ports = inOrder(system, installed);
  return { ...meant(port ?? ports[0] ?? null, [], ports.slice(1)), installed };
}

const meant = (
  port: number | null,
  pids: readonly number[] = [],
  otherPorts: readonly number[] = [],
): Subject => ({ port, otherPorts, pids });

/** What PM2's entries of that name serve. */
async function entryOfPm2(system: System, word: string): Promise<Subject | undefined> {
  const entries = (valueIn(await readPm2(system, [], 'everywhere')) ?? []).filter(each => each.name === word);
  const first = entries[0];
  if (!first) return undefined;
  const running = entries.map(each => each.pid).filter(pid => pid > 0);
  const { listeners, pids } = servingBelow(system, running);
  // In cluster mode the daemon holds the socket, for all that it runs.
  const held =
    listeners.length > 0
      ? listeners
      : portsOf(system, [first.daemon]).filter(each => first.ports.includes(each.local.port));
  const [port, ...others] = new Set(held.map(each => each.local.port));
  if (port === undefined && running.length > 0) {
    // It runs and has no port: whoever else has the one that it would serve was not asked about.
    const log = linesOf(
      system,
      [first.errorLog, first.outputLog].filter(each => each !== null),
    );
    const wanted = portMeant(system, '', log, { scripted: first.ports[0] ?? null });
    return meant(wanted, withDescendants(system, running));
  }
  return meant(port ?? first.ports[0] ?? null, pids, others);
}

/** A program of supervisord's: its command, its last words, and its processes where only their title tells them. */
function programOf(system: System, name: string) {
  for (const { supervisor, files } of supervisorsAmong(system, listPids(system))) {
    const path = mainLog(files, supervisor);
    const told = linesOf(system, [path]);
    const own = instancesOf(files).filter(each => each.name === name || each.program === name);
    const instance = own.find(each => lastEnd(told, each.name)) ?? own[0];
    if (!instance) continue;
    const command = wordsOf(instance).join(' ');
    const logs = logsOf([instance], supervisor);
    const log = linesOf(system, logs);
    const end = lastEnd(told, instance.name);
    const { uid } = supervisor;
    const run = unnamedRun(system, supervisor, files, instance.program);
    const unseen = run.sure ? {} : { unseen: true as const };
    const control = instance.name === name ? controlOf(files, instance) : controlName(files, name);
    const supervised: Supervised = {
      name,
      control,
      steer: steeredBy(supervisor),
      configuration: mainFile(supervisor),
      logs,
      uid,
      ...(end ? { end: { ...end, path } } : {}),
      ...unseen,
    };
    return { command, log, supervised, pids: run.sure ? run.pids : [] };
  }
  return undefined;
}

function linesOf(system: System, paths: readonly string[]): readonly string[] {
  const places = paths.map(path => ({ path, because: 'program' as const, pid: null }));
  return (valueIn(readLogs(system, places)) ?? []).toReversed().flatMap(each => each.lines);
}

/** The one program of supervisord's, or service, whose command names a port that nobody serves, where that does not run. */
export function idleProgram(system: System, port: number): Supervised | undefined {
  const [down, ...others] = servicesDown(system).filter(({ script }) => startsByScript(script, port));
  if (down) return others.length > 0 ? undefined : down.supervised;
  const [name, ...more] = supervisorsAmong(system, listPids(system)).flatMap(({ supervisor, files }) => {
    const children = valueIn(collectProcesses(system, supervisor.children)) ?? [];
    const runs = (each: Instance) => children.some(({ environment }) => isRunAs(files, each, environment));
    return instancesOf(files)
      .filter(each => mentionsPort(wordsOf(each), port) && !runs(each))
      .map(each => each.name);
  });
  const program = name === undefined || more.length > 0 ? undefined : programOf(system, name);
  return program?.pids.length === 0 ? program.supervised : undefined;
}

/** What a unit's main process serves, or systemd itself listens on until a client calls the service. */
function servedBy(system: System, { name, activeState, mainPid, listens, kinds }: Unit): Subject | undefined {
  if (activeState === 'active' && mainPid > 0) return subjectOf(system, withDescendants(system, [mainPid]));
  if (!name.endsWith('.socket') || activeState !== 'active') return undefined;
  const [port = null, ...otherPorts] = listens.flatMap(each => /:(\d+)$/.exec(each)?.[1] ?? []).map(Number);
  const datagrams = kinds?.every(kind => kind === 'Datagram') && { protocol: 'udp' as const };
  return { port, otherPorts, pids: [], ...datagrams };
}

async function firstUnit(system: System, names: readonly string[]): Promise<Unit | undefined> {
  for (const name of new Set(names)) {
    const unit = await unitNamed(system, name);
    if (unit) return unit;
  }
  return undefined;
}

/** The ports that the program would listen on; one that another has is why it does not run, and comes first. */
function inOrder(system: System, { ports }: Installed): readonly number[] {
  const listeners = valueIn(readListeners(system)) ?? [];
  const taken = (port: number) => listeners.some(each => each.local.port === port);
  return [...ports.filter(taken), ...ports.filter(port => !taken(port))];
}
