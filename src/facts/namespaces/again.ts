import { type Json, list, number, object, text } from './json.js';
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
  'MacAddress',
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

const isBlank = (value: unknown): boolean => isEmpty(value) || Object.values(object(value)).every(isEmpty);

/**
 * Its network, and the names that it has there beside its own. Null where it is on several, or has an address that was
 * asked for. Podman calls every bridge `bridge`, and its name stands with the addresses.
 */
function networkOptions({ Id, Name, NetworkSettings }: Json, { NetworkMode }: Json): string[] | null {
  const mode = text(NetworkMode);
  if (/^(host|none|container:)/.test(mode)) return null;
  const [[name, settings] = [mode, {}], ...more] = Object.entries(object(object(NetworkSettings).Networks));
  const { Aliases, IPAMConfig, Links, DriverOpts } = object(settings);
  if (more.length > 0 || ![IPAMConfig, Links, DriverOpts].every(isBlank)) return null;
  if (['', 'default', 'bridge'].includes(name)) return [];
  const own = text(Name).replace(/^\//, '');
  const aliases = list(Aliases)
    .map(text)
    .filter(each => each !== own && !text(Id).startsWith(each));
  return ['--network', name, ...aliases.flatMap(each => ['--network-alias', each])];
}

/** Settings of a log that are no secret, and that the engine may give every container. */
const OF_LOGS = /^(max-size|max-file|compress|mode|tag)$/;

/** Where its log goes; null where that has other settings, which may hold a password. */
function logOptions({ LogConfig }: Json): string[] | null {
  const { Type, Config } = object(LogConfig);
  const settings = Object.entries(object(Config));
  if (!settings.every(([key]) => OF_LOGS.test(key))) return null;
  return [
    ...(['', 'json-file'].includes(text(Type)) ? [] : ['--log-driver', text(Type)]),
    ...settings.flatMap(([key, value]) => ['--log-opt', `${key}=${text(value)}`]),
  ];
}

/** What an engine gives of /dev/shm unless it is told otherwise: Docker, and Podman. */
const SHM_SIZES = [0, 67_108_864, 65_536_000];

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
  const [network, log, shm] = [networkOptions(container, host), logOptions(host), number(host.ShmSize)];
  if (!plain || isEmpty(image) || !network || !log) return null;
  const tries = Number(restart.MaximumRetryCount);
  const policy = `${text(restart.Name)}${tries > 0 ? `:${tries}` : ''}`;
  return {
    options: [
      ...network,
      ...(policy === '' || policy === 'no' ? [] : ['--restart', policy]),
      ...(host.AutoRemove === true ? ['--rm'] : []),
      ...memoryOptions(host),
      ...log,
      ...(SHM_SIZES.includes(shm) ? [] : ['--shm-size', `${shm}`]),
      ...list(host.ExtraHosts).flatMap(each => ['--add-host', text(each)]),
      ...list(host.Binds).flatMap(each => ['-v', text(each)]),
    ],
    command: same(config.Cmd, base.Cmd) ? [] : list(config.Cmd).map(text),
  };
}
