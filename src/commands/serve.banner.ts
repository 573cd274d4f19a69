import { jsonDocument } from '../net/invisible.js';
import { escaped } from '../render/escape.js';
import { type Fault, sayFault } from '../serve/faults/fault.js';
import { answering, isLoopback, type Place } from '../serve/listen/addresses.js';
import { type Tried, tryConnect, tryHttp } from '../serve/listen/try.js';
import type { Plan } from '../serve/plan.js';
import type { Reachability } from './serve.diagnosis.js';

/** What there is to say once the server listens. */
export interface Ready {
  readonly plan: Plan;
  readonly port: number;
  readonly tried: readonly Tried[];
  readonly reachability: Reachability | undefined;
  readonly served: number;
}

const schemeOf = (plan: Plan): string => (plan.tcp ? 'tcp' : plan.tls ? 'https' : 'http');

/** A server that misbehaves on purpose cannot be asked for its pong; that it takes a connection must do. */
const canBeAsked = (plan: Plan): boolean =>
  !plan.tcp && plan.probes && (plan.fault === null || plan.fault.kind.startsWith('tls-'));

/** Each address that the server answers on, tried as a client would. Faults that count connections are left alone. */
export const tryAll = (plan: Plan, port: number): Promise<Tried[]> =>
  Promise.all(
    answering(plan.places).map(place => {
      if (plan.fault && untouchable(plan.fault)) return untried(place, port, schemeOf(plan));
      return canBeAsked(plan) ? tryHttp(place, port, plan.tls) : tryConnect(place, port, schemeOf(plan));
    }),
  );

const untouchable = ({ kind }: Fault): boolean => kind === 'refuse-after' || kind === 'no-accept';

const untried = async (place: Place, port: number, scheme: string): Promise<Tried> => {
  const host = place.family === 6 ? `[${place.address.replace('%', '%25')}]` : place.address;
  return { url: `${scheme}://${host}:${port}/`, place, works: true, says: 'not tried' };
};

const whereOf = ({ plan }: Ready): string => {
  if (plan.host === '0.0.0.0' || plan.host === '*') return 'every IPv4 address';
  if (plan.host === '::' || plan.host === '[::]') return 'every address, IPv6 and IPv4 (dual-stack)';
  return plan.places.every(isLoopback) ? 'this machine only' : plan.host;
};

const what = ({ plan }: Ready): string =>
  plan.tcp ? 'Sending raw TCP bytes back' : `Serving ${escaped(plan.directory)}`;

/** The banner: what is served, the URLs that answered, who gets in. Plain text, a newline at its end. */
export const banner = (ready: Ready): string => {
  const { plan, port, tried, reachability } = ready;
  const working = tried.filter(({ works }) => works);
  const width = Math.max(0, ...working.map(({ url }) => url.length));
  const lines = [`${what(ready)} on port ${port}, ${whereOf(ready)}`, ''];
  for (const { url, place } of working)
    lines.push(`  ${url.padEnd(width)}  ${isLoopback(place) ? 'this machine' : (place.device ?? '')}`);
  for (const { url, works, says } of tried)
    if (!works) lines.push(`  ${url} does not answer: ${escaped(says)}`);
  if (plan.udp) lines.push(`  udp port ${port} sends datagrams back`);
  lines.push('');
  if (plan.fault) lines.push(`Misbehaves on purpose: ${sayFault(plan.fault)}.`);
  if (plan.tls && plan.keyPair === null && !plan.fault)
    lines.push('The certificate was made for this run: clients warn that nobody they trust signed it.');
  if (plan.maxConnections !== undefined && ready.served * plan.workers < plan.maxConnections)
    lines.push(
      `Serves ${ready.served * plan.workers} connections at a time: descriptors allow no more (ulimit -n).`,
    );
  lines.push(...othersLine(ready, reachability), '');
  return lines.join('\n');
};

const othersLine = ({ plan }: Ready, reachability: Reachability | undefined): string[] => {
  if (plan.places.every(isLoopback)) return ['Other machines do not get in; --host 0.0.0.0 lets them.'];
  if (answering(plan.places).every(isLoopback))
    return ['Other machines do not get in: this machine has no other address.'];
  if (!reachability) return [];
  if (reachability.open) return ['Other machines get in.'];
  const whether =
    reachability.open === null
      ? 'Whether other machines get in is not certain'
      : 'Other machines do not get in';
  return [`${whether}: ${reachability.summary}`];
};

/** The same as one line of JSON. */
export const readyJson = ({ plan, port, tried, reachability }: Ready): string =>
  jsonDocument(
    {
      schema: 'netcheck.serve/1',
      pid: process.pid,
      port,
      directory: plan.directory,
      host: plan.host,
      tls: plan.tls,
      fault: plan.fault,
      workers: plan.workers,
      urls: tried
        .filter(({ works }) => works)
        .map(({ url, place }) => ({
          url,
          address: place.address,
          interface: place.device,
          loopback: isLoopback(place),
        })),
      others: reachability ?? null,
    },
    0,
  );

/** The URL for a phone: the first working one that is not loopback, IPv4 before IPv6. */
export const lanUrl = (tried: readonly Tried[]): string | undefined =>
  tried
    .filter(({ works, place }) => works && !isLoopback(place) && !place.address.includes('%'))
    .sort((a, b) => a.place.family - b.place.family)[0]?.url;
