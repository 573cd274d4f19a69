import type { Container } from './types.js';

type Json = { readonly [key: string]: unknown };

const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number => (typeof value === 'number' ? value : Number(value) || 0);

function json(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return undefined;
  }
}

/** The ids in the engine's list (GET /containers/json), the running ones first. Empty for what is no such list. */
export function parseIds(answer: string): string[] {
  const entries = list(json(answer)).map(object);
  const rank = (entry: Json) => (text(entry.State) === 'running' ? 0 : 1);
  return entries
    .toSorted((one, two) => rank(one) - rank(two))
    .map(entry => text(entry.Id))
    .filter(id => /^[\da-f]{12,64}$/.test(id));
}

/** A map of port bindings: {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}]}. */
function bindings(value: unknown): Container['published'] {
  return Object.entries(object(value)).flatMap(([key, hosts]) => {
    const [port = '', protocol] = key.split('/');
    if (protocol !== 'tcp' && protocol !== 'udp') return [];
    return list(hosts)
      .map(object)
      .map(host => ({
        protocol: protocol as 'tcp' | 'udp',
        hostAddress: text(host.HostIp) || '0.0.0.0',
        hostPort: number(host.HostPort),
        containerPort: number(port),
      }));
  });
}

const addressesOf = (networks: Json): string[] =>
  Object.values(networks)
    .map(object)
    .flatMap(network => [text(network.IPAddress), text(network.GlobalIPv6Address)])
    .filter(address => address !== '');

/**
 * One container as `GET /containers/ID/json` tells of it (Docker Engine API, and Podman's compatible one). What a
 * stopped one would publish comes from its configuration. Undefined for anything else.
 */
export function parseContainer(answer: string, engine: 'docker' | 'podman'): Container | undefined {
  const value = object(json(answer));
  const state = object(value.State);
  const host = object(value.HostConfig);
  const settings = object(value.NetworkSettings);
  const id = text(value.Id);
  if (id === '') return undefined;
  const running = state.Running === true;
  const actual = bindings(settings.Ports);
  return {
    engine,
    id,
    name: text(value.Name).replace(/^\//, ''),
    image: text(object(value.Config).Image),
    running,
    exitCode: running ? null : number(state.ExitCode),
    pid: number(state.Pid),
    networkMode: text(host.NetworkMode),
    addresses: addressesOf(object(settings.Networks)),
    restartPolicy: text(object(host.RestartPolicy).Name) || 'no',
    published: actual.length > 0 ? actual : bindings(host.PortBindings),
  };
}
