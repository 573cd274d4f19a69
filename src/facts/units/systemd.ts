import { serviceCalled } from '../../programs/installed.js';
import { baseName, invocationOf } from '../../programs/invocation.js';
import { literal } from '../../programs/literal.js';
import type { System } from '../../system/system.js';
import { type Fact, known, partial, unknownFrom } from '../fact.js';
import { dialled } from '../logs/port-said.js';
import type { Process } from '../processes/types.js';
import { unitOf } from './cgroup.js';
import { configuredOn, ownLog, scriptedOn } from './configured.js';
import { bareUnit } from './goes-by.js';
import { lastLines, outputFile, unitLog } from './log.js';
import { ownUnits, unitThatRuns } from './own-files.js';
import { isRunning, show, userUnits } from './show.js';
import { slicesOf, withSlices } from './slices.js';
import type { Unit } from './types.js';
import { usualUnits } from './well-known.js';
import { written } from './written.js';

/** Whose units are looked for. */
export interface Wanted {
  readonly processes: readonly Process[];
  /** The port that nobody serves, so that whoever should is looked for; null where it is served. */
  readonly port: number | null;
  /** The unix socket that nobody serves, in the place of a port. */
  readonly path?: string | null;
  /** The program that the target names, or null. */
  readonly name: string | null;
  /** The port or the socket that pid 1 itself holds (socket activation), where it does. */
  readonly activated?: number | string | null;
}

/** How whoever should serve speaks of its place: the port, or the path of its socket. */
const spokenOf = ({ port, path }: Wanted): RegExp | null =>
  path
    ? new RegExp(`${literal(path)}(?![\\w./-])`)
    : port === null
      ? null
      : new RegExp(`(^|\\D)${port}(\\D|$)`);

const MOST = 12;
/** A unit that was started again counts as dying for so long, milliseconds. */
const YOUNG = 15_000;
const NONE = 'no systemd on this machine';

/** The units of the processes; where nobody serves the port, also those that speak of it, failed or trying. */
export async function readUnits(system: System, wanted: Wanted): Promise<Fact<readonly Unit[]>> {
  if (!isRunning(system)) return known([], NONE);
  const places = wanted.processes.flatMap(process => unitOf(process) ?? []);
  const of = (scope: Unit['scope']) => [
    ...new Set(places.filter(place => place.scope === scope).map(place => place.name)),
  ];
  const spoken = spokenOf(wanted);
  const lost = spoken !== null || wanted.name !== null;
  const services = [...of('system'), ...(lost ? namesFor(system, wanted) : [])];
  const patterns = spoken === null ? [] : ['*.service'];
  const sockets = wanted.activated || spoken !== null ? ['*.socket'] : [];
  const besides = wanted.name === null ? [] : services.map(socketOf);
  const asked = [...new Set([...services, ...besides, ...patterns, ...sockets])];
  const slices = asked.length > 0 ? slicesOf(wanted.processes) : [];
  try {
    const units = asked.length > 0 ? withSlices(await show(system, [], 'system', [...asked, ...slices])) : [];
    // One that takes connections for instances of a template (Accept=yes) has no service of its name.
    const alone = besides.filter(each => !units.some(({ name }) => socketOf(name) === each && name !== each));
    const names = [...services, ...alone];
    const own = of('user').length > 0 ? await userUnits(system, of('user')) : [];
    const chosen = units.filter(unit => isWanted(unit, names, wanted)).slice(0, MOST);
    const withLogs = await Promise.all([...chosen, ...own].map(unit => logged(system, unit, wanted)));
    const speaking = withLogs.filter(
      unit =>
        names.includes(unit.name) ||
        speaks(unit, wanted) ||
        (wanted.port !== null &&
          (configuredOn(system, unit, wanted.port) || scriptedOn(system, unit, wanted.port))) ||
        unit.scope === 'user',
    );
    // A socket unit only says that its service failed: why, the service tells.
    const told = speaking.map(({ name }) => name.replace(/\.socket$/, '.service'));
    const meant = withLogs.filter(unit => speaking.includes(unit) || told.includes(unit.name));
    const relevant = await withFailed(system, meant);
    if (of('user').length > own.length)
      return partial(relevant, 'systemctl show', 'units of other users need their own session');
    return known(relevant, 'systemctl show');
  } catch (error) {
    return unknownFrom(error, 'systemctl');
  }
}

/** With what has failed of that which a unit requires: systemd does not start it then. */
async function withFailed(system: System, units: readonly Unit[]): Promise<readonly Unit[]> {
  const idle = units.filter(each => each.scope === 'system' && each.activeState === 'inactive');
  const names = [...new Set(idle.flatMap(each => each.requires ?? []))].slice(0, MOST);
  if (names.length === 0) return units;
  const shown = await show(system, [], 'system', names);
  const lost = shown.filter(each => each.activeState === 'failed').map(each => each.name);
  return units.map(each => {
    const failed = idle.includes(each) ? (each.requires ?? []).filter(name => lost.includes(name)) : [];
    return failed.length > 0 ? { ...each, failed } : each;
  });
}

/** The unit that may listen in a service's place (systemd.socket(5)). */
const socketOf = (name: string): string => name.replace(/\.service$/, '.socket');

/**
 * The unit that a word names; with the sockets of the one that listens for it and its last words, where it does not run, or
 * has ended and counts as active (RemainAfterExit=); the socket itself where that listens on a port in its place
 * (systemd.socket(5)); undefined where there is none.
 */
export async function unitNamed(system: System, word: string): Promise<Unit | undefined> {
  const wanted = { processes: [], port: null, name: word };
  const [name] = namesFor(system, wanted);
  if (!name || !isRunning(system)) return undefined;
  try {
    const shown = await show(system, [], 'system', [name, socketOf(name)]);
    const socket = shown.find(each => each.name === socketOf(name));
    if (socket?.activeState === 'active' && socket.listens.some(each => /:\d+$/.test(each))) return socket;
    const service = shown.find(each => each !== socket) ?? socket;
    // Its processes bear its own name; by an alias (Alias=) only systemd knows it.
    if (service?.activeState === 'active' && service.mainPid > 0) return service;
    const unit = service && { ...service, listens: socket?.listens ?? service.listens };
    return unit && (unit.activeState !== 'active' || unit.subState === 'exited')
      ? await logged(system, unit, wanted)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The unit that the target names, or that runs what it names, and unit files of this machine's own that speak of the port. */
function namesFor(system: System, wanted: Wanted): string[] {
  const { port, name } = wanted;
  const service = name === null ? undefined : serviceCalled(name);
  const words = name && /^[\w@.-]+$/.test(name) ? [name, ...(service?.units ?? [])] : [];
  const isRun = wanted.processes.some(each => each.name === name || invocationOf(each).name === name);
  const running = name === null || isRun ? [] : unitThatRuns(system, name);
  const called = words.map(word => `${bareUnit(word)}.service`);
  const named = [...new Set([...called, ...running])];
  const spoken = spokenOf(wanted);
  if (!spoken) return named;
  return [
    ...named,
    // By its name one server is meant, and no other that usually has its port.
    ...(service || port === null ? [] : usualUnits(port)),
    ...ownUnits(system, text => spoken.test(text)),
  ];
}

const trying = (unit: Unit): boolean =>
  unit.activeState === 'failed' ||
  unit.activeState === 'activating' ||
  unit.subState === 'auto-restart' ||
  unit.restarts > 0;

const FIREWALLS = /^(?:nft|ip6?tables(?:-[\w-]+)?|ipset|ebtables|ufw|firewall-cmd)$/;

/** It opens or closes a port, by a shell's -c too, and serves nobody: to start it again would load its rules once more. */
const isOfFirewall = ({ command }: Unit): boolean => {
  const words = command.split(/\s+/, 3).map(word => baseName(word.replace(/^["']/, '')));
  return FIREWALLS.test(words.find(word => !/^-|^(?:ba|da)?sh$/.test(word)) ?? '');
};

const isWanted = (unit: Unit, names: readonly string[], wanted: Wanted): boolean =>
  (wanted.name !== null || !isOfFirewall(unit)) &&
  (names.includes(unit.name) || listensOn(unit, wanted) || (spokenOf(wanted) !== null && trying(unit)));

function listensOn(unit: Unit, { port, path, activated }: Wanted): boolean {
  const wanted = path ?? port ?? activated;
  return unit.listens.some(address => address.endsWith(`:${wanted}`) || address === String(wanted));
}

/** The port is in its command or its socket, or its log speaks of it, and not as a client that the port's server is missing to. */
function speaks(unit: Unit, wanted: Wanted): boolean {
  const { port } = wanted;
  if (listensOn(unit, wanted)) return true;
  if (port === null) return spokenOf(wanted)?.test(unit.command) ?? false;
  const spoken = new RegExp(`(^|[^\\d.])${port}(\\D|$)`);
  return spoken.test(unit.command) || unit.log.some(line => spoken.test(line) && !dialled.test(line));
}

async function logged(system: System, shown: Unit, wanted: Wanted): Promise<Unit> {
  const unit = shown.name.endsWith('.service') ? { ...shown, ...written(system, shown) } : shown;
  // Of one that keeps dying, what it says tells more than that it was begun again a moment ago.
  const dies = unit.restarts > 0 && unit.startedAt !== null && system.now() - unit.startedAt < YOUNG;
  if (wanted.port === null && unit.activeState === 'active' && !dies) return unit;
  const logFile = outputFile(system, unit);
  const log = await unitLog(system, unit);
  const own = log.length === 0 ? ownLog(system, unit) : undefined;
  if (own !== undefined) return { ...unit, log: lastLines(system, own), logFile: own };
  return { ...unit, log, ...(logFile !== null && { logFile }) };
}
