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
  'Mounts',
  'VolumesFrom',
  'Tmpfs',
  'Privileged',
  'CapAdd',
  'CapDrop',
  'Devices',
  'DeviceRequests',
  'SecurityOpt',
  'Dns',
  'DnsOptions',
  'DnsSearch',
  'Links',
  'PidMode',
  'UTSMode',
  'UsernsMode',
  'Sysctls',
  'Ulimits',
  'NanoCpus',
  'CpuQuota',
  'CpuPeriod',
  'MemoryReservation',
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

/** `--memory`, which gives as much swap beside it (docs.docker.com, "--memory-swap details"), and the limit of both where it is another. */
function memoryOptions({ Memory, MemorySwap }: Json): string[] {
  const [memory, both] = [Number(Memory), Number(MemorySwap)];
  if (!(memory > 0)) return [];
  return ['--memory', `${memory}`, ...(both && both !== 2 * memory ? ['--memory-swap', `${both}`] : [])];
}

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
    // More than its own are volumes that the image asks for, which a new container gets anew.
    list(container.Mounts).length === list(host.Binds).length &&
    !isOwned(config, base) &&
    isEmpty(config.Tty) &&
    isEmpty(config.OpenStdin) &&
    text(container.Id).startsWith(text(config.Hostname));
  if (!plain || isEmpty(image)) return null;
  const network = text(host.NetworkMode);
  const usual = ['', 'default', 'bridge'].includes(network);
  if (/^(host|none|container:)/.test(network)) return null;
  const tries = Number(restart.MaximumRetryCount);
  const policy = `${text(restart.Name)}${tries > 0 ? `:${tries}` : ''}`;
  return {
    options: [
      ...(usual ? [] : ['--network', network]),
      ...(policy === '' || policy === 'no' ? [] : ['--restart', policy]),
      ...(host.AutoRemove === true ? ['--rm'] : []),
      ...memoryOptions(host),
      ...list(host.ExtraHosts).flatMap(each => ['--add-host', text(each)]),
      ...list(host.Binds).flatMap(each => ['-v', text(each)]),
    ],
    command: same(config.Cmd, base.Cmd) ? [] : list(config.Cmd).map(text),
  };
}
