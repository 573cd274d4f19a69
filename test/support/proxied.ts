import { known } from '../../src/facts/fact.js';
import type { Conversation, Probe } from '../../src/facts/probes/types.js';
import type { ProxyAttempt } from '../../src/facts/proxies/types.js';
import type { Socket } from '../../src/facts/sockets/types.js';
import { parseTarget } from '../../src/net/parse-target.js';
import { fromHere, verdictOf, world } from './ground.js';
import { attempt } from './names.js';

/** The attempt at http_proxy=http://127.0.0.1:3128; dead if not said otherwise. */
export const proxy = (over: Partial<ProxyAttempt> = {}): ProxyAttempt => ({
  variable: 'http_proxy',
  url: 'http://127.0.0.1:3128',
  host: '127.0.0.1',
  port: 3128,
  connected: false,
  errno: 'ECONNREFUSED',
  answer: null,
  ...over,
});

/** A proxy that answers with this status. */
export const answering = (status: number, over: Partial<ProxyAttempt> = {}): ProxyAttempt =>
  proxy({ connected: true, errno: null, answer: { status, reason: 'Words', headers: {} }, ...over });

/** What was said on a connection, in HTTP with this status if one is given. */
export const talk = (status: number | null, over: Partial<Conversation> = {}): Conversation => ({
  asked: 'http',
  reason: 'asked',
  address: '10.77.0.1',
  port: 8000,
  name: '10.77.0.1:8000',
  path: '/',
  outcome: 'answered',
  errno: null,
  firstBytes: status === null ? '-ERR' : 'HTTP/1.1',
  protocol: status === null ? 'redis' : 'http',
  service: null,
  banner: null,
  http: status === null ? null : { status, reason: '', headers: {}, body: '' },
  tls: null,
  ms: 1,
  ...over,
});

/** The server itself, connected to without a proxy. */
export const direct = (status: number | null = 200, over: Partial<Probe> = {}): Probe =>
  attempt('10.77.0.1', 'connected', { conversations: [talk(status)], ...over });

interface Scene {
  readonly typed?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly attempts?: readonly ProxyAttempt[];
  readonly probes?: readonly Probe[];
  readonly address?: string;
  readonly local?: boolean;
  readonly listeners?: readonly Socket[];
}

/** What a rule says of a URL asked for from here with proxy variables set. */
export function byProxy(rule: { readonly code: string }, scene: Scene) {
  const { typed = 'http://10.77.0.1:8000/', variables = { http_proxy: 'http://127.0.0.1:3128' } } = scene;
  const target = parseTarget(typed);
  const facts = world({
    proxies: known({ variables, attempts: scene.attempts ?? [proxy()] }, 'the environment'),
    probes: known(scene.probes ?? [direct()], 'connect()'),
    ...(scene.listeners && { listeners: known(scene.listeners, 'sock_diag') }),
    machine: known({ platform: 'linux', hostName: 'box' } as never, 'uname'),
  });
  const question = {
    target,
    address: scene.address ?? '10.77.0.1',
    port: target.port ?? 8000,
    local: scene.local ?? true,
  };
  return verdictOf(rule, facts, fromHere(question));
}
