import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import type { Fact } from '../fact.js';
import type { Probe } from '../probes/types.js';
import type { Process } from './types.js';

/** A larger program is not searched, bytes. */
const MOST = 128 << 20;

/** What a router has in it for a path, longest first: /api/orders/17 for /api/orders/17, /api/orders, /orders and /api. */
export function routesFor(path: string): readonly string[] {
  const segments = path
    .replace(/[?#].*$/s, '')
    .split('/')
    .filter(segment => segment.length > 2 && !/^\d+$/.test(segment))
    .slice(0, 6);
  const whole = segments.map((_, index) => `/${segments.slice(0, segments.length - index).join('/')}`);
  return [...new Set([...whole, ...segments.map(segment => `/${segment}`)])];
}

/** The part of a path that one program has in it and the other has not: a way that was added since. */
export function addedRoute(path: string, running: Buffer, onDisk: Buffer): string | undefined {
  return routesFor(path).find(route => onDisk.includes(route) && !running.includes(route));
}

/** A program's bytes; undefined where it is larger, gone, or not to be read. */
const programAt = (system: System, path: string): Buffer | undefined =>
  attempt(() => {
    const { size } = system.status(path, true);
    return size <= MOST ? system.bytes?.(path, 0, size) : undefined;
  });

/** The path that a server here has nothing at, or takes another method for; undefined where each was answered well. */
export function missedPath(probes: readonly Probe[]): string | undefined {
  const missed = probes
    .flatMap(({ conversations }) => conversations)
    .find(({ reason, http }) => reason === 'asked' && (http?.status === 404 || http?.status === 405));
  return missed?.path ?? undefined;
}

/** The program that was put in the place of the one that runs, if that is so. */
const replacementOf = ({ executable, executableDeleted, startAgainIn, root }: Process): string | undefined =>
  executableDeleted && executable !== null && startAgainIn !== undefined ? root + executable : undefined;

function addedIn(system: System, pid: number, replacement: string, path: string): string | undefined {
  const running = programAt(system, `/proc/${pid}/exe`);
  const onDisk = running && programAt(system, replacement);
  return running && onDisk && addedRoute(path, running, onDisk);
}

/** Marks each process whose program was replaced by one that knows the path which it has nothing at. */
export function withAddedRoutes(
  system: System,
  processes: Fact<readonly Process[]>,
  probes: readonly Probe[],
): Fact<readonly Process[]> {
  const path = missedPath(probes);
  if (path === undefined || processes.status === 'unknown') return processes;
  // The many workers of one server run one program, which may be large.
  const found = new Map<string, string | undefined>();
  const marked = (process: Process): Process => {
    const replacement = replacementOf(process);
    if (replacement === undefined) return process;
    if (!found.has(replacement)) found.set(replacement, addedIn(system, process.pid, replacement, path));
    const added = found.get(replacement);
    return added === undefined ? process : { ...process, addedRoute: added };
  };
  return { ...processes, value: processes.value.map(marked) };
}
