import { isWildcard } from '../../net/prefix.js';
import { runAgain } from './again.js';
import { type Json, json, list, number, object, text } from './json.js';
import type { Container, PublishedPort } from './types.js';

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

/** No address was asked for, and it is published on one. */
const isByDefault = (one: PublishedPort, asked: Container['published']): boolean =>
  !isWildcard(one.hostAddress) &&
  asked.some(
    each =>
      each.containerPort === one.containerPort &&
      each.protocol === one.protocol &&
      [one.hostPort, 0].includes(each.hostPort) &&
      isWildcard(each.hostAddress),
  );

const addressesOf = (networks: Json): string[] =>
  Object.values(networks)
    .map(object)
    .flatMap(network => [text(network.IPAddress), text(network.GlobalIPv6Address)])
    .filter(address => address !== '');

/**
 * One container as `GET /containers/ID/json` tells of it (Docker Engine API, and Podman's compatible one). What a
 * stopped one would publish comes from its configuration. `image` is what `GET /images/ID/json` tells of its image, where
 * that was asked. Undefined for anything else.
 */
export function parseContainer(
  answer: string,
  engine: 'docker' | 'podman',
  image?: string,
): Container | undefined {
  const value = object(json(answer));
  const state = object(value.State);
  const host = object(value.HostConfig);
  const settings = object(value.NetworkSettings);
  const id = text(value.Id);
  if (id === '') return undefined;
  const running = state.Running === true;
  const asked = bindings(host.PortBindings);
  const actual = bindings(settings.Ports).map(each =>
    isByDefault(each, asked) ? { ...each, byDefault: true as const } : each,
  );
  // One that ends and is started again has none in between.
  const steady = running && state.Restarting !== true && number(value.RestartCount) === 0;
  const withheld = steady && actual.length === 0 && asked.length > 0;
  return {
    engine,
    id,
    name: text(value.Name).replace(/^\//, ''),
    image: text(object(value.Config).Image),
    running,
    paused: state.Paused === true,
    restarting: state.Restarting === true,
    restarts: number(value.RestartCount),
    startedAt: Date.parse(text(state.StartedAt)) || null,
    exitCode: running && state.Restarting !== true ? null : number(state.ExitCode),
    ...(state.OOMKilled === true && { outOfMemory: true as const }),
    ...(!running && text(state.Error) !== '' && { failure: text(state.Error).slice(0, 500) }),
    pid: number(state.Pid),
    networkMode: text(host.NetworkMode),
    addresses: addressesOf(object(settings.Networks)),
    restartPolicy: text(object(host.RestartPolicy).Name) || 'no',
    published: actual.length > 0 || withheld ? actual : asked,
    ...(withheld && { withheld: asked }),
    again: image === undefined ? null : runAgain(value, object(json(image))),
  };
}

/** The id of the image that a container was made from, in the answer about the container; '' for anything else. */
export const imageOf = (answer: string): string => {
  const id = text(object(json(answer)).Image);
  return /^(sha256:)?[\da-f]{12,64}$/.test(id) ? id : '';
};
