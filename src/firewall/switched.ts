import type { Branch } from './branch.js';
import type { HookName } from './hooks.js';
import { copyOf, type Packet } from './packet.js';
import { join, type Passed, passAll, type Request, type Scene } from './pass.js';

/** The bridge of which both ends are on the network, so that frames go from port to port; undefined for other packets. */
function bridgeBetween({ roads }: Scene, { input, ends }: Packet): string | undefined {
  const bridge = input ? roads.interfaceOf(input) : undefined;
  const { source, destination } = ends;
  const near = (address: number | bigint) => roads.isConnected(input ?? '', address);
  return bridge?.kind === 'bridge' && !roads.isLocal(destination) && near(source) && near(destination)
    ? bridge.name
    : undefined;
}

/** What a bridge's own rules are asked, and where br_netfilter is at work, in between the rules of IP (br_netfilter_hooks.c). */
const hooksOf = (asksIp: boolean): readonly HookName[] =>
  asksIp
    ? ['bridge-prerouting', 'prerouting', 'bridge-forward', 'forward', 'bridge-postrouting', 'postrouting']
    : ['bridge-prerouting', 'bridge-forward', 'bridge-postrouting'];

/** The rules of IP see the bridge as both interfaces, its own its ports, of which nobody knows here who is behind which. */
function seenOn(hook: HookName, bridge: string, branches: readonly Branch[]): readonly Branch[] {
  const device = hook.startsWith('bridge-') ? undefined : bridge;
  const output = hook.endsWith('prerouting') ? '' : device;
  return branches.map(({ packet, doubts }) => ({
    packet: { ...copyOf(packet), input: device, output },
    doubts,
  }));
}

/**
 * A packet between two machines on one bridge of this machine: a switch hands it on, and no router. Undefined for other
 * packets, and where a rule of IP sends it elsewhere, for then the machine routes it.
 */
export function throughBridge(scene: Scene, first: Packet): Request | undefined {
  const bridge = bridgeBetween(scene, first);
  if (bridge === undefined) return undefined;
  const asksIp = scene.limits?.bridgeFilter?.[first.family] ?? true;
  let passed: Passed = { branches: [{ packet: first, doubts: [] }], stops: [], mapped: [] };
  for (const hook of hooksOf(asksIp)) {
    const next = passAll(scene, [hook], seenOn(hook, bridge, passed.branches));
    passed = { ...join([passed, next]), branches: next.branches };
  }
  const moved = passed.mapped.some(end => end.packet.ends.destination !== first.ends.destination);
  if (moved) return undefined;
  const settled = passed.branches[0]?.packet ?? first;
  return { ...passed, delivery: 'forward', settled, output: bridge };
}
