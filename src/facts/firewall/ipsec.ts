import { formatAddress } from '../../net/address.js';
import { familyByNumber } from '../../net/address-family.js';
import { decodeAttributes } from '../../system/netlink/attributes.js';
import { NETLINK, type Netlink } from '../../system/netlink/netlink.js';
import type { IpsecPolicy, PolicySelector } from './types.js';

/** linux/xfrm.h: struct xfrm_userpolicy_info is a selector, two lifetimes, and what is decided. */
const XFRM_MSG_GETPOLICY = 0x15;
const REQUEST = 64;
const INFO = 168;
const AT = { priority: 152, direction: 160, action: 161 } as const;
const XFRMA = { templates: 5, mark: 21, interface: 31 } as const;
const TEMPLATE = { size: 64, optional: 46 } as const;
const DIRECTIONS = ['in', 'out', 'forward'] as const;
const BLOCK = 1;

/** struct xfrm_selector; ports whose mask is 0 are any, others of which bits are masked are told as null too. */
function selectorOf(bytes: Buffer): PolicySelector {
  const family = familyByNumber(bytes.readUInt16LE(40)) ?? 6;
  const address = (at: number) =>
    formatAddress({ family, bytes: [...bytes.subarray(at, at + (family === 4 ? 4 : 16))] });
  const port = (at: number) => (bytes.readUInt16BE(at + 2) === 0xffff ? bytes.readUInt16BE(at) : null);
  return {
    family,
    destination: `${address(0)}/${bytes[42]}`,
    source: `${address(16)}/${bytes[43]}`,
    destinationPort: port(32),
    sourcePort: port(36),
    protocol: bytes[44]!,
  };
}

/** A template that may be left out asks for nothing. */
function asksForTransform(templates: Buffer | undefined): boolean {
  for (let at = 0; templates && at + TEMPLATE.size <= templates.length; at += TEMPLATE.size)
    if (templates[at + TEMPLATE.optional] === 0) return true;
  return false;
}

/** One policy of the kernel's list; undefined for those of single sockets, and for what is cut off. */
export function decodePolicy(bytes: Buffer): IpsecPolicy | undefined {
  const direction = bytes.length < INFO ? undefined : DIRECTIONS[bytes[AT.direction]!];
  if (!direction) return undefined;
  const attributes = decodeAttributes(bytes, INFO);
  const blocks = bytes[AT.action] === BLOCK;
  const transforms = !blocks && asksForTransform(attributes.get(XFRMA.templates));
  return {
    direction,
    selector: selectorOf(bytes),
    priority: bytes.readUInt32LE(AT.priority),
    does: blocks ? 'block' : transforms ? 'transform' : 'allow',
    narrowed: attributes.has(XFRMA.mark) || attributes.has(XFRMA.interface) || bytes.readInt32LE(48) !== 0,
  };
}

/** The IPsec policies of this network namespace, the first that decides first; empty where they cannot be read. */
export function readPolicies(netlink: Netlink | undefined): readonly IpsecPolicy[] {
  try {
    return (netlink?.dump(NETLINK.ipsec, XFRM_MSG_GETPOLICY, Buffer.alloc(REQUEST)) ?? [])
      .flatMap(bytes => decodePolicy(bytes) ?? [])
      .sort((one, two) => one.priority - two.priority);
  } catch {
    return [];
  }
}
