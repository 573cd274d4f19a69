import { isLoopback, isPrivate } from '../../net/prefix.js';
import { openStream } from '../../system/tcp/stream.js';
import { type Fact, valueIn } from '../fact.js';
import type { Routing } from '../routes/types.js';
import type { Socket } from '../sockets/types.js';
import type { Probe } from './types.js';

/** The gateway is near: it answers within this time, milliseconds. */
const PATIENCE = 1000;

/** A public address of IPv4 that is reached by a gateway. */
const isBeyond = ({ address }: Probe, { lookups }: Routing): boolean =>
  !address.includes(':') &&
  !isPrivate(address) &&
  !isLoopback(address) &&
  lookups.some(
    ({ to, from, input, gateway }) => to === address && from === null && input === null && gateway !== null,
  );

/** It refuses packets too that no router passes on. */
async function isNear({ address, port }: Probe, deadline: number): Promise<boolean> {
  const until = Math.min(deadline, performance.now() + PATIENCE);
  const opened = await openStream(address, port, until, { hops: 1 });
  if (!opened) return false;
  if ('descriptor' in opened) opened.close();
  return 'errno' in opened && opened.errno === 'ECONNREFUSED';
}

/**
 * Where a public address refuses a port that is served here, it is asked once more with packets that live for one hop:
 * the gateway itself has the address, where they are refused as well. `deadline` is performance.now() time.
 */
export function withFirstHop(
  probes: readonly Probe[],
  routing: Fact<Routing>,
  sockets: readonly Socket[],
  deadline: number,
): Promise<readonly Probe[]> {
  const routes = valueIn(routing);
  return Promise.all(
    probes.map(async probe => {
      const isServed = sockets.some(
        ({ state, local }) => state === 'listen' && local.port === probe.port && !isLoopback(local.address),
      );
      if (!routes || !isServed || probe.outcome !== 'refused' || !isBeyond(probe, routes)) return probe;
      return (await isNear(probe, deadline)) ? { ...probe, atGateway: true as const } : probe;
    }),
  );
}
