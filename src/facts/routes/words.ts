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

export const routeType = (number: number): string => ROUTE_TYPES[number] ?? String(number);

/** The tables that have a name everywhere. */
export const TABLE = { default: 253, main: 254, local: 255 } as const;

export const tableName = (number: number): string =>
  Object.entries(TABLE).find(([, table]) => table === number)?.[0] ?? String(number);

export const tableNumber = (text: string): number | null => {
  const number = (TABLE as Readonly<Record<string, number>>)[text] ?? Number(text);
  return Number.isInteger(number) ? number : null;
};
