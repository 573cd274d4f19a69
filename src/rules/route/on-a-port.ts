import type { Interface } from '../../facts/interfaces/types.js';
import type { RouteLookup, Routing } from '../../facts/routes/types.js';
import { familyOf } from '../../net/address.js';
import { inPrefix } from '../../net/prefix.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import type { Finding } from '../rule.js';
import { isHeard } from './back.js';
import { by, evidenceOf, ipFor, labelOf, prefixOf } from './way.js';

/** What takes every frame that comes in by one of its ports (rx_handler in net/core/dev.c), ARP's answers too. */
const TAKES_FRAMES = new Set(['bridge', 'bond', 'team', 'openvswitch']);

/**
 * Found where packets leave by a port of a bridge or bond, because the address was left on the port: what comes in
 * there belongs to the bridge, so that no answer to this machine's own ARP is ever heard on the port.
 */
export function onPort(
  way: RouteLookup | undefined,
  routing: Routing,
  interfaces: readonly Interface[],
): Finding | undefined {
  const port = interfaces.find(item => item.name === way?.device);
  const master = interfaces.find(item => item.name === port?.master);
  if (!way || !port || !master || !TAKES_FRAMES.has(master.kind ?? '')) return undefined;
  const known = isHeard(routing, way.gateway ?? way.to, port.name);
  if (known || !port.flags.includes('UP')) return undefined;
  const own = addressesOn(port, way.to);
  return {
    severity: 'error',
    summary: `${way.from ? `The replies to ${way.to}` : `Packets to ${way.to}`} leave by ${port.name}, which is a port of ${master.name}: what comes in by the port belongs to ${master.name}, so no neighbour is ever found there.`,
    says: `${port.name} is a port of ${master.name}`,
    headline: own.length
      ? `the address is on a port of ${master.name}, and not on ${master.name} itself`
      : `the route leads to a port of ${master.name}, and not to ${master.name} itself`,
    outcome: 'timeout',
    evidence: [
      evidenceOf(way),
      {
        fact: 'interfaces',
        says: `${port.name} belongs to ${master.name} (${master.kind}), and has ${own.join(', ') || 'no address of its own'}`,
        source: 'rtnetlink',
      },
    ],
    fixes: [moved(port, master, way.to, routing)],
  };
}

const addressesOn = (port: Interface, client: string): readonly string[] =>
  port.addresses
    .filter(own => own.family === familyOf(client) && own.scope === 'global')
    .map(own => `${own.address}/${own.prefix}`);

/** The addresses and the routes that hang on them go to the bridge. */
function moved(port: Interface, master: Interface, client: string, { routes }: Routing): Fix {
  const ip = ipFor(client);
  const addresses = addressesOn(port, client);
  const lost = routes.filter(
    each =>
      each.device === port.name &&
      each.family === familyOf(client) &&
      (each.gateway !== null || (addresses.length === 0 && inPrefix(client, prefixOf(each)))),
  );
  const commands = [
    // Whoever types this from afar by that address is never without it.
    ...addresses.map(own => `${ip} addr add ${own} dev ${quoted(master.name)}`),
    // With a network's first address the kernel takes its others away (promote_secondaries in ip-sysctl.rst).
    ...addresses.toReversed().map(own => `${ip} addr del ${own} dev ${quoted(port.name)}`),
    ...lost.map(
      each =>
        `${ip} route replace ${each.destination} ${by({ ...each, device: master.name })}${labelOf(each)}`,
    ),
  ];
  return {
    title: addresses.length
      ? `Give ${master.name} the address of ${port.name}`
      : `Let what leads to ${port.name} lead to ${master.name}`,
    steps: [
      ...(master.flags.includes('UP') ? [] : [`ip link set ${quoted(master.name)} up`]),
      ...commands,
    ].map(command => ({ do: 'run' as const, command })),
    text: 'It lasts until the next reboot: configure the address on the bridge or bond, and none on its ports.',
    needsRoot: true,
  };
}
