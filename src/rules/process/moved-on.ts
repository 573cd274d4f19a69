import { type Fact, valueIn } from '../../facts/fact.js';
import type { Process } from '../../facts/processes/types.js';
import type { Owners, Socket } from '../../facts/sockets/types.js';
import { masterOf, sameCommand } from '../../programs/family.js';
import { recognised } from '../../programs/identify.js';
import type { Finding } from '../rule.js';
import { at, holdersOf, named } from '../serving.js';
import type { Serving } from './servers.js';

interface Seen {
  readonly owners: Owners;
  readonly processes: readonly Process[];
  readonly listeners: Fact<readonly Socket[]>;
}

/**
 * Servers of one site that try the next ports, one after the other, where theirs is taken; and no more than so many.
 * Notebooks do so too, but of those people have several.
 */
const hopping = new Set(
  'vite vitepress astro nuxt next webpack-dev-server vue-cli parcel gatsby storybook'.split(' '),
);
const HOPS = 10;

/**
 * A newer start of the same command, in the same directory, which listens on one of the next ports, though nobody told
 * it to: the one that holds the port is what was meant to be replaced. `fails`: the URL that was asked for is not had
 * of the old one.
 */
export function movedOn(
  { owners, processes, listeners }: Seen,
  { socket, holders }: Serving,
  fails: boolean,
): Finding | undefined {
  const { port } = socket.local;
  const near = (valueIn(listeners) ?? []).filter(
    ({ protocol, local }) => protocol === 'tcp' && local.port > port && local.port <= port + HOPS,
  );
  const old = holders[0];
  if (near.length === 0 || !old) return undefined;
  for (const other of near) {
    const newer = holdersOf(other, owners, processes)[0];
    if (!newer || newer.startedAt <= old.startedAt || !isAnotherStart(old, newer, processes)) continue;
    const told = [...newer.command, ...Object.values(newer.environment ?? {})];
    if (told.some(word => word.includes(String(other.local.port)))) continue;
    const there = at(other.local.address, other.local.port);
    return {
      severity: fails ? 'error' : 'warning',
      summary: `${named(old, processes)} is an old instance: ${named(newer, processes)}, a newer start of the same command in ${newer.directory}, found port ${port} taken and listens on ${there}.`,
      says: 'an old instance',
      evidence: [old, newer].map(({ pid, startedAt }, index) => ({
        fact: 'processes' as const,
        says: `pid ${pid} started ${new Date(startedAt).toISOString()} and listens on ${index === 0 ? at(socket.local.address, port) : there}`,
        source: `/proc/${pid}, sock_diag or /proc/net`,
      })),
      fixes: [
        {
          title: `Ask the newer one, at port ${other.local.port}`,
          text: `Or end both (kill ${masterOf(old, processes).pid} ${masterOf(newer, processes).pid}) and start it once: it takes port ${port} again.`,
          needsRoot: false,
        },
      ],
      outcome: 'http-error',
    };
  }
  return undefined;
}

/** Not a worker of the same family, and nothing tells it another port. */
const isAnotherStart = (old: Process, newer: Process, processes: readonly Process[]): boolean =>
  hopping.has(recognised(newer, processes)?.program.id ?? '') &&
  sameCommand(old, newer) &&
  old.uid === newer.uid &&
  old.directory !== null &&
  old.directory === newer.directory &&
  masterOf(old, processes).pid !== masterOf(newer, processes).pid;
