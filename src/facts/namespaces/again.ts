import { type Json, list, object, text } from './json.js';
import type { Container } from './types.js';

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === false ||
  value === 0 ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && Object.keys(value).length === 0);

/** Options of the engine that make a container more than its image, its network and its ports. */
const SPECIAL = [
  'Binds',
  'Mounts',
  'VolumesFrom',
  'Tmpfs',
  'Privileged',
  'CapAdd',
  'CapDrop',
  'Devices',
  'DeviceRequests',
  'SecurityOpt',
  'ExtraHosts',
  'Dns',
  'DnsOptions',
  'DnsSearch',
  'Links',
  'PidMode',
  'UTSMode',
  'UsernsMode',
  'Sysctls',
  'Ulimits',
  'Memory',
  'NanoCpus',
  'CpuShares',
  'CpusetCpus',
  'Init',
  'ReadonlyRootfs',
  'PublishAllPorts',
  'GroupAdd',
  'CgroupParent',
  'OomScoreAdj',
] as const;

/** Settings that come from the image unless somebody gave others. */
const INHERITED = [
  'Env',
  'User',
  'WorkingDir',
  'Entrypoint',
  'Healthcheck',
  'StopSignal',
  'Volumes',
  'OnBuild',
] as const;

const same = (one: unknown, two: unknown): boolean =>
  (isEmpty(one) && isEmpty(two)) || JSON.stringify(one) === JSON.stringify(two);

/** The labels that the container has beyond its image's: those of compose and swarm mean that they own it. */
const isOwned = (config: Json, image: Json): boolean =>
  Object.keys(object(config.Labels)).some(key => !(key in object(image.Labels)));

/**
 * What it takes to make a container again, from what the engine tells of it and of its image. Null where options,
 * variables, volumes or an owner (compose) would be lost.
 */
export function runAgain(container: Json, image: Json): NonNullable<Container['again']> | null {
  const config = object(container.Config);
  const base = object(image.Config);
  const host = object(container.HostConfig);
  const restart = object(host.RestartPolicy);
  const plain =
    SPECIAL.every(key => isEmpty(host[key])) &&
    INHERITED.every(key => same(config[key], base[key])) &&
    list(container.Mounts).length === 0 &&
    !isOwned(config, base) &&
    isEmpty(config.Tty) &&
    isEmpty(config.OpenStdin) &&
    isEmpty(restart.MaximumRetryCount) &&
    text(container.Id).startsWith(text(config.Hostname));
  if (!plain || isEmpty(image)) return null;
  const network = text(host.NetworkMode);
  const usual = ['', 'default', 'bridge'].includes(network);
  if (/^(host|none|container:)/.test(network)) return null;
  const policy = text(restart.Name);
  return {
    options: [
      ...(usual ? [] : ['--network', network]),
      ...(policy === '' || policy === 'no' ? [] : ['--restart', policy]),
      ...(host.AutoRemove === true ? ['--rm'] : []),
    ],
    command: same(config.Cmd, base.Cmd) ? [] : list(config.Cmd).map(text),
  };
}
