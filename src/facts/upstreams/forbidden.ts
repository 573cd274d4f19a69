import type { System } from '../../system/system.js';
import { valueIn } from '../fact.js';
import { readSelinux } from '../selinux/read.js';
import type { Passing, UpstreamState } from './types.js';

/** "connect() to 127.0.0.1:3000 failed (13: Permission denied)" of nginx, "(13)Permission denied: AH00957: … attempt to connect" of Apache. */
const DENIED = /\(13(?:: |\))/;

/** The upstreams, with what SELinux has against the proxy's connecting there, where its log says that it may not. */
export async function withPolicy(
  system: System,
  upstreams: readonly UpstreamState[],
  logged: Passing['logged'],
): Promise<readonly UpstreamState[]> {
  if (!DENIED.test(logged?.line ?? '')) return upstreams;
  const denials = valueIn(await readSelinux(system))?.denials ?? [];
  return upstreams.map(each => {
    const denied = denials.findLast(
      ({ permission, port }) => permission === 'name_connect' && port === each.upstream.port,
    );
    return denied ? { ...each, denied } : each;
  });
}
