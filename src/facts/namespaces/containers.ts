import type { System } from '../../system/system.js';
import { type Fact, known, partial, unknownFrom } from '../fact.js';
import { parseContainer, parseIds } from './docker.js';
import { ask } from './engine.js';
import { readMachines } from './nspawn.js';
import type { Container } from './types.js';

/** Milliseconds for one engine, all its answers together. */
const PATIENCE = 800;
/** Most containers of one engine that are asked about. */
const MOST = 100;

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
function present(system: System): Engine[] {
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

async function askEngine({ name, socket }: Engine): Promise<Fact<readonly Container[]>> {
  const deadline = performance.now() + PATIENCE;
  const left = () => Math.max(1, deadline - performance.now());
  try {
    const ids = parseIds(await ask(socket, '/containers/json?all=1', left()));
    const answers = await Promise.allSettled(
      ids.slice(0, MOST).map(id => ask(socket, `/containers/${id}/json`, left())),
    );
    const containers = answers.flatMap(answer =>
      answer.status === 'fulfilled' ? (parseContainer(answer.value, name) ?? []) : [],
    );
    const missing = ids.length - containers.length;
    return missing > 0
      ? partial(containers, socket, `${name} said nothing of ${missing} of its containers`)
      : known(containers, socket);
  } catch (error) {
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
