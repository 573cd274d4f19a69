import { kernelSays } from '../../system/os.js';
import type { System } from '../../system/system.js';
import { mayRaiseLimits } from '../capabilities.js';
import { type Fact, known } from '../fact.js';
import { bootTime } from '../processes/boot-time.js';
import { parseEnvironment } from '../processes/environment.js';
import { readLogout } from './logout.js';
import type { Machine } from './types.js';

/** The machine and the moment. Never unknown: what cannot be had is null. */
export function readMachine(system: System): Fact<Machine> {
  const logout = readLogout(system);
  const release = kernelSays('osrelease', path => system.read(path));
  const machine: Machine = {
    platform: system.platform,
    release,
    hostName: kernelSays('hostname', path => system.read(path)),
    now: system.now(),
    bootedAt: bootTime(system),
    uid: system.uid,
    directory: system.directory,
    pid: process.pid,
    canRaiseLimits: mayRaiseLimits(system) ?? system.uid === 0,
    container: containerKind(system, release),
    environment: parseEnvironment(
      Object.entries(system.env)
        .map(([name, value]) => `${name}=${value}`)
        .join('\0'),
    ),
    ...(logout ? { logout } : {}),
  };
  return known(machine, 'uname, /proc/stat, /proc/self');
}

/** What kind of container netcheck itself runs in, by the marks that engines leave. */
function containerKind(system: System, release: string): string | null {
  const exists = (path: string) => {
    try {
      system.status(path);
      return true;
    } catch {
      return false;
    }
  };
  if (exists('/.dockerenv')) return 'docker';
  if (exists('/run/.containerenv')) return 'podman';
  if (system.env.KUBERNETES_SERVICE_HOST) return 'kubernetes';
  if (/microsoft/i.test(release)) return 'wsl';
  return null;
}
