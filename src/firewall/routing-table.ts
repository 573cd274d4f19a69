import type { Interface } from '../facts/interfaces/types.js';
import type { Route, Routing } from '../facts/routes/types.js';
import { addressNumber, prefixSpan } from './value.js';

const BROADCAST = 2 ** 32 - 1;

/** A route as the span of addresses that it leads to. */
export interface Way {
  readonly lo: number | bigint;
  readonly hi: number | bigint;
  readonly length: number;
  readonly route: Route;
}

function wayOf(route: Route): Way | undefined {
  const text =
    route.destination === 'default' ? (route.family === 4 ? '0.0.0.0/0' : '::/0') : route.destination;
  const [base = '', length] = text.split('/');
  const address = addressNumber(base);
  if (address === undefined) return undefined;
  const bits = length === undefined ? (route.family === 4 ? 32 : 128) : Number(length);
  return { ...prefixSpan(address, bits), length: bits, route };
}

/** Longest prefix first, then the smaller metric, as the kernel chooses within a table. */
const order = (a: Way, b: Way): number =>
  b.length - a.length || (a.route.metric ?? 0) - (b.route.metric ?? 0);

/** The routes of the main table, in the order in which the kernel goes by them. */
export const waysIn = (routing: Partial<Routing>): readonly Way[] =>
  (routing.routes ?? [])
    .filter(route => route.table === 254)
    .flatMap(route => wayOf(route) ?? [])
    .sort(order);

const numbersOf = (texts: readonly (string | null)[]): readonly (number | bigint)[] =>
  texts.flatMap(text => (text === null ? [] : (addressNumber(text) ?? [])));

/** This machine's own addresses but for 127.0.0.0/8. A route of type local makes one its own that no interface has. */
export function localAddresses(
  interfaces: readonly Interface[],
  routing: Partial<Routing>,
): ReadonlySet<number | bigint> {
  const own = interfaces.flatMap(({ addresses }) => addresses.map(({ address }) => address));
  const routed = (routing.lookups ?? []).filter(({ type, input }) => type === 'local' && input !== null);
  return new Set([1n, ...numbersOf([...own, ...routed.map(({ to }) => to)])]);
}

/** The broadcast addresses of this machine's networks, and that of every network. */
export const broadcastAddresses = (interfaces: readonly Interface[]): ReadonlySet<number | bigint> =>
  new Set([
    BROADCAST,
    ...numbersOf(interfaces.flatMap(({ addresses }) => addresses.map(({ broadcast }) => broadcast))),
  ]);

/** The networks that the interfaces are on which are up. */
export const networksOf = (interfaces: readonly Interface[]) =>
  interfaces
    .filter(({ flags }) => flags.includes('UP'))
    .flatMap(({ name, addresses }) =>
      addresses.flatMap(own => {
        const address = addressNumber(own.peer ?? own.address);
        return address === undefined ? [] : [{ span: prefixSpan(address, own.prefix), device: name }];
      }),
    );
