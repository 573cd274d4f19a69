// The applications behind a proxy, in plain facts.
import type { SocketFile, UpstreamState } from '../../src/facts/upstreams/types.js';
import type { Upstream } from '../../src/programs/proxies/upstream.js';

/** An upstream of nginx's at 127.0.0.1:3000 of which nothing was asked; say what differs. */
export function upstreamState(
  upstream: Partial<Upstream> = {},
  over: Partial<UpstreamState> = {},
): UpstreamState {
  const { host = '127.0.0.1', path = null } = upstream;
  return {
    upstream: {
      protocol: 'http',
      host,
      port: 3000,
      path,
      file: '/etc/nginx/nginx.conf',
      line: 1,
      text: `proxy_pass http://${path === null ? `${host}:3000` : `unix:${path}`}`,
      ...upstream,
    },
    addresses: host === null ? [] : [host],
    nameError: null,
    probes: [],
    socket: null,
    ...over,
  };
}

/** A unix socket that is not there. */
export const noSocket = (path: string): SocketFile => ({
  path,
  kind: null,
  uid: null,
  gid: null,
  mode: null,
  listening: null,
  closed: [],
  asUser: null,
});
