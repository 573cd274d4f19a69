import type { Interface } from './types.js';

const TUNNEL_KINDS = new Set([
  'tun',
  'wireguard',
  'ppp',
  'ipip',
  'gre',
  'sit',
  'ip6tnl',
  'vti',
  'vti6',
  'xfrm',
]);

/** Networks in UDP packets, whose own daemon writes the entries of their neighbours and knows better. */
const OVERLAYS = new Set<string | null | undefined>(['vxlan', 'geneve']);

/** A network that other machines' packets are carried over in UDP packets of this one. */
export const isOverlay = (name: string | null | undefined, interfaces: readonly Interface[]): boolean =>
  OVERLAYS.has(interfaces.find(item => item.name === name)?.kind);

/** A VPN or another tunnel, by its kind, or by its name where the kind is not told. */
export const isTunnel = (name: string | null, interfaces: readonly Interface[]): boolean => {
  if (name === null) return false;
  const kind = interfaces.find(item => item.name === name)?.kind ?? '';
  return (
    TUNNEL_KINDS.has(kind) || /^(tun|utun|wg|ppp|tailscale|zt|nordlynx|proton|mullvad|ipsec)\d*/.test(name)
  );
};
