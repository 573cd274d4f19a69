import { decoded } from '../../net/credentials.js';
import { parseHost } from '../../net/host.js';
import { parsePort } from '../../net/ports.js';

/** A proxy as a variable names it. */
export interface ProxyUrl {
  readonly scheme: 'http' | 'https' | 'socks4' | 'socks4a' | 'socks5' | 'socks5h';
  readonly host: string;
  readonly port: number;
  /** `user:password`, decoded, or null. */
  readonly credentials: string | null;
}

/** The ports that clients take where the variable names none; curl takes 1080 for all but https. */
const ports: Readonly<Record<ProxyUrl['scheme'], number>> = {
  http: 1080,
  https: 443,
  socks4: 1080,
  socks4a: 1080,
  socks5: 1080,
  socks5h: 1080,
};

/**
 * Reads a proxy variable's value as curl does: without a scheme it is an HTTP proxy. Undefined for what is none: with a
 * blank or a line end anywhere, or with a password that has an @ or # as such (wget and Go refuse these too).
 */
export function parseProxyUrl(text: string): ProxyUrl | undefined {
  if (/[\s\p{Cc}]/u.test(text)) return undefined;
  const found =
    /^(?:([a-z\d]+):\/\/|(?![a-z\d]*:\/\/))(?:([^/?#@]*)@)?(\[[^\]]*:[^\]]*\]|[^[/?#:@]*)(?::([^/?#]*))?(?:[/?#].*)?$/i.exec(
      text,
    );
  const [, written, user, host, portText] = found ?? [];
  const scheme = (written ?? 'http').toLowerCase().replace(/^socks$/, 'socks4');
  const name = host && parseHost(host.replace(/^\[(.*)\]$/, '$1'));
  if (!name || !Object.hasOwn(ports, scheme)) return undefined;
  const known = scheme as ProxyUrl['scheme'];
  const port = portText ? parsePort(portText) : ports[known];
  if (port === undefined) return undefined;
  return { scheme: known, host: name, port, credentials: user === undefined ? null : decoded(user) };
}

/** A proxy variable's value with the password taken out, whatever that holds, and whether or not the value can be read. */
export const hidePassword = (text: string): string =>
  text.replace(/^(\W*\w+:\/\/[^:@]*|[^:@]*(?!:\/\/)):.*@/s, '$1:***@');
