import type { SocketFile, UpstreamState } from '../../facts/upstreams/types.js';
import { usablePlace, whereElse } from './upstream-place.js';
import type { Told } from './upstream-types.js';

/**
 * What keeps a proxy from an upstream's unix socket: its file, its rights, or nobody behind it; null where nothing does. A
 * record of an older version tells of no closed parts.
 */
export function ofSocket(
  state: UpstreamState,
  { path, kind, listening, closed: [closed] = [], asUser }: SocketFile,
): Told | null {
  const instead = usablePlace(state);
  if (kind === null)
    return {
      kind: 'no-socket',
      says: state.elsewhere
        ? `there is no socket ${path}; ${whereElse(state)}`
        : `there is no socket ${path}: the application does not run, or makes it elsewhere`,
      instead,
    };
  if (closed && asUser)
    return {
      kind: 'permission',
      says: `the proxy's user ${asUser.name} may not ${closed.path === path ? 'write to the socket' : `enter ${closed.path} on the way to ${path}`}`,
      instead: closed.path,
    };
  if (kind !== 'socket' && kind !== 'unknown')
    return { kind: 'no-socket', says: `${path} is a ${kind}, and no socket`, instead: null };
  return listening === false
    ? {
        kind: 'stale-socket',
        says: `${path} is there, but nobody listens on it any more${state.elsewhere ? `; ${whereElse(state)}` : ''}`,
        instead,
      }
    : null;
}
