import { isLoopback, isPrivate } from '../../net/prefix.js';
import { type Failure, openStream } from '../../system/tcp/stream.js';
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

/** Nobody has it (TEST-NET-1, RFC 5737). */
const NOBODY = '192.0.2.1';

/** What becomes of a packet that no router passes on; undefined where it was not tried, or got through. */
async function withinOneHop(address: string, port: number, until: number): Promise<Failure | undefined> {
  const opened = await openStream(address, port, until, { hops: 1 });
  if (opened && 'descriptor' in opened) opened.close();
  return opened && 'errno' in opened ? opened : undefined;
}

/** A router's own word that it does not pass a packet on. */
const isTurnedBack = ({ errno, refusal }: Failure): boolean =>
  (errno === 'EHOSTUNREACH' || errno === 'ENETUNREACH') && refusal != null;

/**
 * It refuses packets too that no router passes on, and the gateway is a router that passes none on: one that makes all
 * connections by itself, as that of many virtual machines (slirp), or that keeps them all to itself, refuses for others.
 */
async function isNear({ address, port }: Probe, deadline: number): Promise<boolean> {
  const until = Math.min(deadline, performance.now() + PATIENCE);
  const [near, nobody] = await Promise.all([address, NOBODY].map(each => withinOneHop(each, port, until)));
  return near?.errno === 'ECONNREFUSED' && nobody !== undefined && isTurnedBack(nobody);
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
