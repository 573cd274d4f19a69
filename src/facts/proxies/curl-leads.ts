import { bracketed, formatEndpoint } from '../../net/address.js';
import { curlSettings } from './curlrc.js';
import type { Destination } from './no-proxy.js';

/** Where curl connects in the place of a destination, and the setting that says so. */
interface Lead {
  readonly variable: string;
  readonly url: string;
}

/** What curl is told to go out by, and the option that says so: an interface or an address of this machine, a socket file, a family. */
const waysOut = new Map<string, (by: string) => readonly string[]>([
  [curlSettings.unixSocket, by => ['--unix-socket', by]],
  [curlSettings.interface, by => ['--interface', by]],
  [curlSettings.ipv4, () => ['-4']],
  [curlSettings.ipv6, () => ['-6']],
]);

/** The setting names what curl is to go out by, and no server. */
export const isWayOut = (setting: string): boolean => waysOut.has(setting);

/** The same as curl's own options. */
export const optionsOf = (setting: string, by: string): readonly string[] => waysOut.get(setting)?.(by) ?? [];

/** The setting leads to another server, or by another way, and to no proxy. */
export const isLead = (setting: string): boolean =>
  setting === curlSettings.connectTo || setting === curlSettings.resolve || isWayOut(setting);

const HOST = String.raw`(\[[^\]]*\]|[^:]*)`;
/** HOST1:PORT1:HOST2:PORT2, of which any may be empty (curl(1), --connect-to). */
const CONNECT = new RegExp(`^${HOST}:(\\d*):${HOST}:(\\d*)$`);
/** [+]HOST:PORT:ADDRESS[,ADDRESS]…, with * for any host (curl(1), --resolve). */
const RESOLVE = /^\+?(\[[^\]]*\]|[^:]+):(\d+):\[?([^,\]]+)/;

const said = (environment: Readonly<Record<string, string | undefined>>, setting: string) =>
  (environment[setting] ?? '').split(' ');

/** Where the lines of curl's own file lead it, or by which way; undefined where they leave the destination alone. */
export function curlLead(
  environment: Readonly<Record<string, string | undefined>>,
  { host, port }: Destination,
): Lead | undefined {
  const isHost = (name: string) => name.toLowerCase() === bracketed(host);
  for (const text of said(environment, curlSettings.connectTo)) {
    const [, name = '', its, to = '', toPort] = CONNECT.exec(text) ?? [];
    if (its === undefined || (name && !isHost(name)) || (its && Number(its) !== port)) continue;
    return { variable: curlSettings.connectTo, url: `tcp://${to || bracketed(host)}:${toPort || port}` };
  }
  // The last line of a host counts, and one for any host only where there is none of its own.
  const resolved = said(environment, curlSettings.resolve).flatMap(text => {
    const [, name = '', its, to] = RESOLVE.exec(text) ?? [];
    return to !== undefined && Number(its) === port ? [{ name, to }] : [];
  });
  const { to } =
    resolved.findLast(({ name }) => isHost(name)) ?? resolved.findLast(({ name }) => name === '*') ?? {};
  if (to !== undefined) return { variable: curlSettings.resolve, url: `tcp://${formatEndpoint(to, port)}` };
  const way = [...waysOut.keys()].find(setting => environment[setting] !== undefined);
  return way === undefined ? undefined : { variable: way, url: environment[way]! };
}
