import type { Passing } from '../../facts/upstreams/types.js';
import { isProxy } from '../../programs/proxies/upstreams.js';
import { advice, type Talk } from '../talk.js';
import type { ProxyWords } from './proxy-words.js';

/** What nginx writes when the next one has no connection left: it resets it. Who waits, answers or closes has another reason. */
const endedBy = /recv\(\) failed \(104: |worker_connections are not enough while connecting to upstream/;

/**
 * A proxy whose upstream is its own port: each request makes another one, until no connection is left. A site may well pass
 * requests on to another site of the same port: then the last that fails has an upstream elsewhere, and that is in the log.
 */
export function inCircle(
  { probe, end }: Talk,
  { logged, upstreams }: Pick<Passing, 'logged' | 'upstreams'>,
): ProxyWords | undefined {
  const [state, ...others] = upstreams;
  const line = logged?.line ?? '';
  const failed = /upstream: "\w+:\/\/\S+:(\d+)[/"]/.exec(line)?.[1];
  if (!state || others.length > 0 || state.upstream.port !== probe.port) return undefined;
  if (!endedBy.test(line) || Number(failed) !== probe.port) return undefined;
  const answer = end.http;
  const server = answer?.headers.server ?? '';
  const answersItself = state.probes.some(({ conversations: [first] }) => {
    const http = first?.http;
    return http?.status === answer?.status && http?.headers.server === server;
  });
  if (!answersItself || !isProxy(server)) return undefined;
  return {
    says: `it passes requests on to itself, for port ${probe.port} is its own: each request makes another one, until it has no connection left`,
    fixes: [
      advice(
        "Pass requests on to the application's own port",
        `${state.upstream.text} leads back to this proxy. Let the application listen on another port, and write that one there; in a container localhost is that container, and the application has the name of its service. Then reload the proxy.`,
        true,
      ),
    ],
  };
}
