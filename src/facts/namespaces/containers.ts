import type { System } from '../../system/system.js';
import { type Fact, known, partial, unknownFrom } from '../fact.js';
import { imageOf, parseContainer, parseIds } from './docker.js';
import { ask } from './engine.js';
import { readMachines } from './nspawn.js';
import type { Container } from './types.js';

/** Milliseconds for one engine, all its answers together: on a machine whose processors are taken it needs a second. */
const PATIENCE = 2000;
/** For one that has let all that pass before: nobody waits for it once more. */
const NO_PATIENCE = 200;
/** Most containers of one engine that are asked about. */
const MOST = 100;
/** Most images that are asked about. */
const MOST_IMAGES = 10;

interface Engine {
  readonly name: 'docker' | 'podman';
  readonly socket: string;
}

/** The sockets at which an engine may answer, the caller's own first. */
function engines({ env, uid }: System): Engine[] {
  const own = env.XDG_RUNTIME_DIR ?? `/run/user/${uid}`;
  const named = /^unix:\/\/(\/.+)$/.exec(env.DOCKER_HOST ?? '')?.[1];
  const all: Engine[] = [
    ...(named ? [{ name: 'docker' as const, socket: named }] : []),
    { name: 'docker', socket: '/run/docker.sock' },
    { name: 'docker', socket: '/var/run/docker.sock' },
    { name: 'docker', socket: `${own}/docker.sock` },
    { name: 'podman', socket: '/run/podman/podman.sock' },
    { name: 'podman', socket: `${own}/podman/podman.sock` },
  ];
  return all;
}

/** The engines whose socket is there, each socket once though several paths may lead to it. */
export function present(system: System): Engine[] {
  const seen = new Set<string>();
  return engines(system).filter(({ socket }) => {
    try {
      const { kind, device, inode } = system.status(socket);
      const key = `${device}:${inode}`;
      return kind === 'socket' && !seen.has(key) && seen.add(key);
    } catch {
      return false;
    }
  });
}

/** The answers that came; the others are left out. */
async function all(asked: readonly Promise<string>[]): Promise<readonly string[]> {
  const settled = await Promise.allSettled(asked);
  return settled.flatMap(each => (each.status === 'fulfilled' ? each.value : []));
}

/** What the engine tells of the containers' images, by their ids. */
async function imagesOf(socket: string, answers: readonly string[], timeout: number) {
  const ids = [...new Set(answers.map(imageOf))].filter(id => id !== '').slice(0, MOST_IMAGES);
  const told = await all(ids.map(async id => `${id} ${await ask(socket, `/images/${id}/json`, timeout)}`));
  return new Map(told.map(each => [each.slice(0, each.indexOf(' ')), each.slice(each.indexOf(' ') + 1)]));
}

/** Sockets of engines that did not answer. */
const silent = new Set<string>();

async function askEngine({ name, socket }: Engine): Promise<Fact<readonly Container[]>> {
  const deadline = performance.now() + (silent.has(socket) ? NO_PATIENCE : PATIENCE);
  const left = () => Math.max(1, deadline - performance.now());
  try {
    const ids = parseIds(await ask(socket, '/containers/json?all=1', left()));
    const answers = await all(ids.slice(0, MOST).map(id => ask(socket, `/containers/${id}/json`, left())));
    const images = await imagesOf(socket, answers, left());
    const containers = answers.flatMap(
      answer => parseContainer(answer, name, images.get(imageOf(answer))) ?? [],
    );
    const missing = ids.length - containers.length;
    return missing > 0
      ? partial(containers, socket, `${name} said nothing of ${missing} of its containers`)
      : known(containers, socket);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ETIMEDOUT') silent.add(socket);
    return unknownFrom(error, `${name}'s socket ${socket}`);
  }
}

/**
 * The containers of this machine as their engines tell of them: Docker and Podman through their sockets,
 * systemd-nspawn through its register. Nothing is asked where no engine is there. Partial where one did not answer.
 */
export async function readContainers(system: System): Promise<Fact<readonly Container[]>> {
  const found = present(system);
  const facts = await Promise.all(found.map(askEngine));
  const containers = [
    ...facts.flatMap(fact => (fact.status === 'unknown' ? [] : fact.value)),
    ...readMachines(system),
  ];
  const source = found.map(({ socket }) => socket).join(', ') || 'no container engine is running';
  const lacks = facts.flatMap(fact => {
    if (fact.status === 'known') return [];
    return fact.status === 'partial' ? fact.lacks : fact.detail;
  });
  return lacks.length > 0 ? partial(containers, source, lacks.join('; ')) : known(containers, source);
}
