import { formatEndpoint } from '../../net/address.js';
import type { System } from '../../system/system.js';
import type { Result } from './attempt.js';
import type { Opened } from './destination.js';

/**
 * curl's own attempt by the interface, address, socket file or family that its file names: what comes of that differs by
 * kernel, by name service and by the caller's rights. `limit` is in performance.now() time.
 */
export async function attemptBound(
  system: System,
  way: readonly string[],
  { scheme, host, port, path }: Opened,
  limit: number,
): Promise<Result> {
  const timeout = Math.max(500, Math.round(limit - performance.now()));
  const url = `${scheme}://${formatEndpoint(host, port)}${path}`;
  const options = ['-qgksI', '-o', '/dev/null', '--noproxy', '*', '-m', String(timeout / 1000)];
  const { status, stdout } = await system
    .run('curl', [...options, '-w', '%{time_connect}', ...way, '--', url], {
      timeout: 2 * timeout,
    })
    .catch(() => ({ status: null, stdout: '' }));
  const connected = status === null || Number(stdout) > 0;
  return { connected, errno: connected ? null : `curl's exit status is ${status}`, answer: null };
}
