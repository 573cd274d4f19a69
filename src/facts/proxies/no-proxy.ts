import { bracketed, familyOf, formatEndpoint, parseAddress } from '../../net/address.js';
import { withoutEndDot } from '../../net/host.js';
import { inPrefix, parsePrefix, saysLoopback } from '../../net/prefix.js';

/** Where a request goes: a host name in lower case or an address without brackets, and its effective port. */
export interface Destination {
  readonly host: string;
  readonly port: number;
}

/** Whether a client goes around the proxy for this destination, by its reading of no_proxy. */
export type Bypass = (noProxy: string, destination: Destination) => boolean;

const splitAtCommas = (list: string): string[] =>
  list
    .split(',')
    .map(entry => entry.trim())
    .filter(Boolean);
const splitAtBlanks = (list: string): string[] => list.split(/[,\s]+/).filter(Boolean);
const isAddress = (host: string): boolean => parseAddress(host) !== undefined;

/** `name:port`, taken apart at the last colon; port 0 where there is none. */
function splitPort(entry: string): { host: string; port: number } {
  const found = /^(.+):(\d+)$/.exec(entry);
  return found ? { host: found[1]!, port: Number(found[2]) } : { host: entry, port: 0 };
}

/** The name itself or one under it: whole labels only. */
const isUnder = (name: string, domain: string): boolean => name === domain || name.endsWith(`.${domain}`);

/** curl since 7.86: commas or blanks (a line end is a part of the word), one leading dot dropped, subdomains too, CIDR for IPv4 addresses but for /0, no ports. */
export const curlBypasses: Bypass = (list, { host }) => {
  if (list.trim() === '*') return list === '*';
  const entries = list.toLowerCase().split(/[, \t]+/);
  return entries.filter(Boolean).some(entry => {
    if (!isAddress(host)) return isUnder(withoutEndDot(host), withoutEndDot(entry.replace(/^\./, '')));
    return entry === host || (/\/(?!0+$)/.test(entry) && familyOf(host) === 4 && inPrefix(host, entry));
  });
};

/** wget: commas, subdomains at a dot, nothing trimmed at an entry's end, no ports, no `*`. */
export const wgetBypasses: Bypass = (list, { host }) =>
  list
    .toLowerCase()
    .split(',')
    .map(entry => entry.trimStart())
    .filter(Boolean)
    .some(
      entry => entry === host || (host.endsWith(entry) && (entry.startsWith('.') || isUnder(host, entry))),
    );

/** The common part of Python's clients: leading dots dropped, subdomains too, `name:port`, `*` alone. */
function pythonBypasses(list: string, hosts: readonly string[]): boolean {
  if (list === '*') return true;
  return splitAtCommas(list.toLowerCase())
    .map(entry => entry.replace(/^\.+/, ''))
    .some(entry => entry !== '' && hosts.some(host => isUnder(host, entry)));
}

/** Python's urllib.request: IPv6 addresses in brackets. */
export const urllibBypasses: Bypass = (list, { host, port }) =>
  pythonBypasses(list, [bracketed(host), formatEndpoint(host, port)]);

/** Python's requests: any end of the name, CIDR for IPv4 addresses, then what urllib says. */
export const requestsBypasses: Bypass = (list, { host, port }) => {
  const entries = list.replaceAll(' ', '').split(',').filter(Boolean);
  const own =
    familyOf(host) === 4
      ? entries.some(
          entry =>
            entry === host || (parsePrefix(entry)?.length && entry.includes('/') && inPrefix(host, entry)),
        )
      : entries.some(entry => host.endsWith(entry) || `${host}:${port}`.endsWith(entry));
  return own || pythonBypasses(list, [host]);
};

/** axios (proxy-from-env) and Node's own: exact names, ends of names after a leading dot or `*`, ports. */
export const nodeBypasses: Bypass = (list, { host, port }) =>
  splitAtBlanks(list.toLowerCase()).some(entry => {
    const wanted = splitPort(entry);
    if (wanted.port !== 0 && wanted.port !== port) return false;
    if (!/^[.*]/.test(wanted.host)) return wanted.host === bracketed(host);
    return bracketed(host).endsWith(wanted.host.replace(/^\*/, ''));
  });

/** Go's net/http: loopback is never proxied; CIDR, ports, subdomains (only those after a leading dot or `*.`). */
export const goBypasses: Bypass = (list, { host, port }) => {
  if (saysLoopback(host)) return true;
  return splitAtCommas(list.toLowerCase()).some(entry => {
    if (entry === '*') return true;
    if (entry.includes('/')) return isAddress(host) && inPrefix(host, entry);
    const wanted = isAddress(entry) ? { host: entry, port: 0 } : splitPort(entry);
    if (wanted.port !== 0 && wanted.port !== port) return false;
    const name = wanted.host.replace(/^\[(.*)\]$/, '$1').replace(/^\*(?=\.)/, '');
    if (isAddress(host) || isAddress(name)) return name === host;
    return name.startsWith('.') ? host.endsWith(name) : isUnder(host, name);
  });
};
