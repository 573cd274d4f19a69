import { familyOf } from '../../net/address.js';
import { isLoopback } from '../../net/prefix.js';
import { baseName } from '../../programs/invocation.js';
import { onlyForwards } from '../../programs/proxies/forwarders.js';
import type { Process } from '../processes/types.js';
import { enteredBy } from './entered.js';
import type { Forwarding } from './types.js';

const option = (command: readonly string[], name: string): string | undefined =>
  command[command.indexOf(`-${name}`, 1) + 1] ?? undefined;

/** `docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.2 -container-port 80` */
function dockerProxy({ pid, command }: Process): Forwarding | undefined {
  const value = (name: string) => (command.includes(`-${name}`) ? option(command, name) : undefined);
  const hostPort = Number(value('host-port'));
  if (!hostPort) return undefined;
  return {
    program: 'docker-proxy',
    pid,
    hostAddress: value('host-ip') ?? '0.0.0.0',
    hostPort,
    containerAddress: value('container-ip') ?? null,
    containerPort: Number(value('container-port')) || null,
  };
}

/** `pasta … -t 127.0.0.1/8080-8080:80-80`: address, ports here, ports inside (passt(1)). */
function pasta({ pid, command }: Process, port: number): Forwarding | undefined {
  for (const word of command.flatMap(each => each.split(','))) {
    const found = /^(?:([\d.]+|[\da-f:]+)\/)?(\d+)(?:-(\d+))?(?::(\d+)(?:-\d+)?)?$/i.exec(word);
    const first = Number(found?.[2]);
    const last = Number(found?.[3] ?? first);
    if (!found || port < first || port > last) continue;
    const containerPort = Number(found[4] ?? first) + (port - first);
    const hostAddress = found[1] ?? '0.0.0.0';
    return { program: 'pasta', pid, hostAddress, hostPort: port, containerAddress: null, containerPort };
  }
  return undefined;
}

/** Programs whose arguments do not tell; dockerd itself keeps the port where it runs no docker-proxy. */
const SILENT = new Set([
  'dockerd',
  'rootlessport',
  'rootlessport-child',
  'slirp4netns',
  'gvproxy',
  'conmon',
  'vpnkit',
]);

/** What a process forwards from a port of this machine; undefined for one that is no such program. */
export function forwardingOf(process: Process, port: number): Forwarding | undefined {
  const name = baseName(process.command[0] ?? process.name);
  if (name === 'docker-proxy' || process.name === 'docker-proxy') return dockerProxy(process);
  if (/^(pasta|passt)/.test(name)) return pasta(process, port);
  if (!SILENT.has(name) && !SILENT.has(process.name)) return undefined;
  const serves = name === 'slirp4netns' ? servedBy(process) : undefined;
  return {
    program: name,
    pid: process.pid,
    hostAddress: '0.0.0.0',
    hostPort: port,
    containerAddress: null,
    containerPort: null,
    ...(serves !== undefined && { serves }),
  };
}

/** `slirp4netns [OPTION]... PID|PATH TAPNAME` (slirp4netns(1)). */
function servedBy({ command }: Process): number | string | undefined {
  const target = command.at(-2) ?? '';
  return /^\d+$/.test(target) ? Number(target) : /^\/(?:var\/)?run\/netns\/([^/]+)$/.exec(target)?.[1];
}

/**
 * What a forwarder of any kind (socat, redir, systemd-socket-proxyd) hands on from a port of this machine to an address
 * that its arguments name, which may be a namespace's; undefined for a name, for loopback and for any other program.
 */
export function relayOf(process: Process, hostPort: number): Forwarding | undefined {
  const far = onlyForwards(process, hostPort, []);
  const [, six, four, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(far?.end ?? '') ?? [];
  const address = six ?? four ?? '';
  if (!far || familyOf(address) === undefined || isLoopback(address)) return undefined;
  const { pid } = process;
  const containerPort = Number(port);
  return {
    program: far.program,
    pid,
    hostAddress: '0.0.0.0',
    hostPort,
    containerAddress: address,
    containerPort,
  };
}

/** Where a program leads that hands the port's connections on, to a namespace or to an address that may be of one. */
export const handsOn = (process: Process, port: number): Forwarding | undefined =>
  forwardingOf(process, port) ?? relayOf(process, port) ?? enteredBy(process, port);

/** Another network namespace may serve what this program takes on the port. */
export const isHandedOn = (process: Process, port: number): boolean => handsOn(process, port) !== undefined;

/** Each docker-proxy that hands a port of this machine on to that port of a container, at one of these addresses if given. */
export function proxiesTo(
  processes: readonly Process[],
  port: number,
  addresses?: readonly string[],
): readonly Forwarding[] {
  return processes
    .filter(each => each.name === 'docker-proxy')
    .flatMap(each => dockerProxy(each) ?? [])
    .filter(
      ({ containerPort, containerAddress }) =>
        containerPort === port &&
        containerAddress !== null &&
        (addresses === undefined || addresses.includes(containerAddress)),
    );
}
