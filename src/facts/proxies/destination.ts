import type { Target } from '../../net/target.js';
import type { Destination } from './no-proxy.js';

/** What a client would be told to open: its scheme, host and port. */
export interface Opened extends Destination {
  readonly scheme: 'http' | 'https';
  /** Somebody asked for this URL; otherwise it is what they would type for the port. */
  readonly asked: boolean;
  readonly path: string;
}

const httpsPorts = new Set([443, 8443]);

/** The URL that clients open for a target; undefined for one that none can. A bare port means localhost. */
export function openedFor(target: Target): Opened | undefined {
  if (target.protocol !== 'tcp') return undefined;
  const { kind, path } = target;
  if (kind === 'url') {
    const scheme = target.scheme === 'https' || target.scheme === 'wss' ? 'https' : 'http';
    return { scheme, host: target.host!, port: target.port!, asked: true, path: path ?? '/' };
  }
  if (kind !== 'port' && kind !== 'endpoint' && kind !== 'host') return undefined;
  const port = target.port ?? 443;
  const scheme = httpsPorts.has(port) ? 'https' : 'http';
  return { scheme, host: target.host ?? 'localhost', port, asked: false, path: '/' };
}

/** Where many servers send whoever asks for a page without TLS: the same page with it. Nobody asked for that by its name. */
export const securedOf = (opened: Opened): Opened | undefined =>
  opened.asked && opened.scheme === 'http'
    ? { ...opened, scheme: 'https', port: 443, asked: false }
    : undefined;
