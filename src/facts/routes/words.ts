/** Route types by number (linux/rtnetlink.h, RTN_…), in the words of ip-route(8). */
const ROUTE_TYPES = [
  'unspec',
  'unicast',
  'local',
  'broadcast',
  'anycast',
  'multicast',
  'blackhole',
  'unreachable',
  'prohibit',
  'throw',
  'nat',
  'xresolve',
] as const;

/** The type of a route by the kernel's number (linux/rtnetlink.h), in the words of ip-route(8). */
export const routeType = (number: number): string => ROUTE_TYPES[number] ?? String(number);

/** The tables that have a name everywhere. */
export const TABLE = { default: 253, main: 254, local: 255 } as const;

/** A routing table by its name, or its number where it has none. */
export const tableName = (number: number): string =>
  Object.entries(TABLE).find(([, table]) => table === number)?.[0] ?? String(number);

/** The number of a routing table that is written by name or number; null for neither. */
export const tableNumber = (text: string): number | null => {
  const number = (TABLE as Readonly<Record<string, number>>)[text] ?? Number(text);
  return Number.isInteger(number) ? number : null;
};
