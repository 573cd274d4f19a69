import type { NetworkInterfaceInfo } from 'node:os';
import { canonicalAddress } from '../../net/address.js';
import type { System } from '../../system/system.js';
import { type Fact, partial, unknown } from '../fact.js';
import type { AddressScope, Interface, InterfaceAddress } from './types.js';
import { unseenAddress, unseenLink } from './unseen.js';

const LACKS =
  'Node does not tell interfaces that are down, and MTU, flags and address lifetimes of the others';

const scopeOf = ({ internal, scopeid }: NetworkInterfaceInfo & { scopeid?: number }): AddressScope =>
  internal ? 'host' : scopeid ? 'link' : 'global';

const toAddress = (info: NetworkInterfaceInfo): InterfaceAddress => ({
  family: info.family === 'IPv4' ? 4 : 6,
  address: canonicalAddress(info.address.replace(/%.*$/, '')) ?? info.address,
  prefix: Number(info.cidr?.split('/')[1] ?? (info.family === 'IPv4' ? 32 : 128)),
  scope: scopeOf(info),
  ...unseenAddress,
});

function toInterface(name: string, infos: readonly NetworkInterfaceInfo[], place: number): Interface {
  const loopback = infos.some(({ internal }) => internal);
  const hardwareAddress = infos.find(({ mac }) => mac !== '00:00:00:00:00:00')?.mac ?? null;
  return {
    ...unseenLink,
    hardwareAddress,
    index: place + 1,
    name,
    flags: loopback ? ['LOOPBACK', 'UP', 'LOWER_UP'] : ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
    mtu: 0,
    state: 'up',
    type: loopback ? 'loopback' : 'ether',
    addresses: infos.map(toAddress).sort((one, two) => one.family - two.family),
  };
}

/** The interfaces that run and have an address, as os.networkInterfaces() lists them. */
export function readNodeInterfaces(system: System): Fact<readonly Interface[]> {
  const listed = system.networkInterfaces?.();
  if (!listed) return unknown('unsupported', `netcheck cannot list interfaces on ${system.platform}`);
  const interfaces = Object.entries(listed).map(([name, infos = []], place) =>
    toInterface(name, infos, place),
  );
  return partial(interfaces, 'os.networkInterfaces', LACKS);
}
