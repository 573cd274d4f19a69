import { isProxy } from '../../programs/proxies/upstreams.js';
import type { System } from '../../system/system.js';
import { readConfiguration } from '../configuration/read.js';
import { type Fact, valueIn } from '../fact.js';
import { blamesHost } from '../probes/host-signs.js';
import type { Conversation } from '../probes/types.js';
import { takersAt } from './holders.js';
import type { Surroundings } from './surroundings.js';
import type { Passing, UpstreamState } from './types.js';

/** In less time than this, milliseconds, an application that answers may pass for one that does not. */
const LEAST = 800;

const heardOf = ({ probes }: UpstreamState): readonly Conversation[] =>
  probes.flatMap(({ conversations }) => conversations.slice(0, 1));

/** It says what gateways say for want of an answer, or waits for one itself, unless it is stopped. */
const mayLeadOn = (state: UpstreamState): boolean =>
  !state.stopped &&
  heardOf(state).some(({ http, outcome }) =>
    http ? http.status >= 502 && http.status <= 504 : outcome === 'silent',
  );

/** It turns away the client's name, and not for want of TLS: it may be that it hands on another one. */
const minds = (state: UpstreamState): boolean =>
  heardOf(state).some(blamesHost) &&
  state.probes.every(({ conversations }) => conversations.every(({ tls }) => tls === null));

const works = (state: UpstreamState): boolean =>
  heardOf(state).some(({ http, outcome }) => outcome === 'answered' && (http?.status ?? 200) < 500);

/** A proxy that passes requests on to itself. */
const isSame = ({ upstream: a }: UpstreamState, { upstream: b }: UpstreamState): boolean =>
  a.file === b.file && a.line === b.line && a.text === b.text;

/** As if it had been asked by that name: a site of its own may be for it. */
const askedBy = ({ probes }: UpstreamState, host: string | null): Surroundings['probes'] =>
  probes.map(each => ({
    ...each,
    conversations: each.conversations.map(said => ({ ...said, name: host ?? said.name })),
  }));

/** How the next proxy is asked. */
interface Way extends Pick<Surroundings, 'addresses'> {
  /** The name by which it is asked, where that is known. */
  readonly host: string | null;
  /** In performance.now() time. */
  readonly deadline: number;
}

/** Proxies may stand in a row: who is behind the last one that fails for want of who is behind it. */
export async function lastInRow(
  system: System,
  passing: Passing & { readonly proxy: string },
  { addresses, host, deadline }: Way,
  read: (next: Surroundings) => Promise<Fact<Passing>>,
): Promise<Passing> {
  for (const state of passing.upstreams) {
    if (deadline - performance.now() < LEAST) break;
    const takers = mayLeadOn(state) || minds(state) ? takersAt(system, state) : [];
    if (!takers.some(({ name }) => isProxy(name))) continue;
    const next = valueIn(
      await read({
        probes: askedBy(state, host),
        configuration: readConfiguration(system, takers, takers),
        sockets: [],
        owners: undefined,
        processes: takers,
        likely: takers,
        addresses,
      }),
    );
    const faulty = (each: UpstreamState): boolean => (minds(state) ? next?.host !== undefined : !works(each));
    if (next?.upstreams.some(each => faulty(each) && !isSame(each, state)))
      return {
        ...next,
        fronts: [{ proxy: passing.proxy, upstream: state.upstream }, ...(next.fronts ?? [])],
      };
  }
  return passing;
}
