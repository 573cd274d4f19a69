import { accessSync, constants, existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { whyNot } from '../net/errno.js';
import { quoted } from '../programs/shell.js';
import { parseFault } from '../serve/faults/fault.js';
import { ownAddresses, type Place, placesOf } from '../serve/listen/addresses.js';
import type { Plan } from '../serve/plan.js';
import { UsageError } from './context.js';
import type { ServeOptions } from './serve.options.js';

/** Checks what was typed; throws UsageError with the remedy. `directory` is what relative paths start from. */
export function readPlan(options: ServeOptions, directory: string): Plan {
  const parsed = options.fault ? parseFault(options.fault) : undefined;
  if (parsed && 'wrong' in parsed) throw new UsageError(parsed.wrong);
  const fault = parsed?.fault ?? null;
  const [left, ...more] = [
    ...(parsed?.rest ?? []),
    ...(options.directory === undefined ? [] : [options.directory]),
  ];
  if (more.length > 0) throw new UsageError(`one directory at a time, not ${[left, ...more].join(' and ')}`);
  if (options.tcp && (options.tls || options.cert !== undefined || fault))
    throw new UsageError('--tcp sends raw bytes back', 'leave out --tls and --fault, or --tcp');
  const { port, upwards } = readPort(options.port ?? '8000');
  const keyPair = readKeyPair(options, directory);
  return {
    directory: readDirectory(resolve(directory, left ?? '.'), left),
    host: options.host ?? 'lo',
    places: readPlaces(options.host ?? 'lo'),
    port,
    upwards,
    tls: options.tls === true || keyPair !== null || (fault?.kind.startsWith('tls-') ?? false),
    keyPair,
    fault,
    ...flagsOf(options),
    ...logOf(options, directory),
    cacheSeconds: readCount('--cache', options.cache, 0, 10 ** 9),
    maxConnections: readCount('--max-connections', options.maxConnections, 1, 10 ** 6),
    workers: readCount('--workers', options.workers, 1, 256) ?? 1,
  };
}

function flagsOf(options: ServeOptions) {
  const on = (name: 'spa' | 'cors' | 'jsonp' | 'follow' | 'dotfiles' | 'tcp' | 'udp' | 'debug'): boolean =>
    options[name] === true;
  return {
    spa: on('spa'),
    cors: on('cors'),
    jsonp: on('jsonp'),
    follow: on('follow'),
    dotfiles: on('dotfiles'),
    tcp: on('tcp'),
    udp: on('udp'),
    debug: on('debug'),
    probes: options.probes !== false,
    compression: options.compression !== false,
  };
}

function logOf({ log, logFormat }: ServeOptions, directory: string): Pick<Plan, 'log' | 'logFormat'> {
  return {
    log: log === undefined ? null : log === '-' ? '-' : resolve(directory, log),
    logFormat: logFormat === 'common' ? 'common' : 'combined',
  };
}

function readPort(text: string): { port: number; upwards: boolean } {
  const match = /^(\d{1,5})(\+?)$/.exec(text);
  const port = Number(match?.[1]);
  if (!match || port > 65_535)
    throw new UsageError(`--port ${text} is no port`, '0 to 65535, or 8000+ for the next free one');
  return { port, upwards: match[2] === '+' };
}

function readPlaces(host: string): Place[] {
  const places = placesOf(host);
  if (places.length > 0) return places;
  if (/^[^./][^/]*$/.test(host) && existsSync(`/sys/class/net/${host}`))
    throw new UsageError(
      `interface ${host} is down, or has no address`,
      `sudo ip link set ${quoted(host)} up`,
    );
  const own = ownAddresses();
  const names = [...new Set(own.map(({ device }) => device))].join(', ');
  const addresses = own.map(({ address }) => address).join(', ');
  throw new UsageError(
    `--host ${host} is no address or interface of this machine`,
    `it has ${names} with ${addresses}`,
  );
}

/** The directory, where it is one that this user may look into, and has not been removed while somebody stands in it. */
function readDirectory(path: string, typed = ''): string {
  try {
    if (statSync(path).isDirectory()) {
      accessSync(realpathSync(path), constants.X_OK);
      return path;
    }
  } catch (error) {
    const { path: named = path } = error as NodeJS.ErrnoException;
    // As python3 -m http.server and others take it.
    const [, port] = /^:?(\d{1,5})$/.exec(typed) ?? [];
    const meant = Number(port) < 65536 ? `did you mean --port ${port}?` : undefined;
    throw new UsageError(`cannot serve ${named}: ${whyNot(error)}`, meant);
  }
  throw new UsageError(`${path} is no directory`);
}

function readKeyPair({ cert, key }: ServeOptions, directory: string): Plan['keyPair'] {
  if (cert === undefined && key === undefined) return null;
  if (cert === undefined || key === undefined) throw new UsageError('--cert and --key go together');
  const pair = { cert: readText(resolve(directory, cert)), key: readText(resolve(directory, key)) };
  refuseMisfit(pair, cert, key);
  return pair;
}

/** Throws where they are not what they are given for, or not of each other; node would say so in OpenSSL's words. */
function refuseMisfit(pair: NonNullable<Plan['keyPair']>, cert: string, key: string): void {
  const { X509Certificate, createPrivateKey } = process.getBuiltinModule('node:crypto');
  const made = <T>(what: string, make: () => T): T => {
    try {
      return make();
    } catch {
      throw new UsageError(what);
    }
  };
  const certificate = made(`${cert} holds no certificate in PEM`, () => new X509Certificate(pair.cert));
  const secret = made(`${key} holds no private key in PEM that opens without a passphrase`, () =>
    createPrivateKey(pair.key),
  );
  if (!certificate.checkPrivateKey(secret))
    throw new UsageError(`${key} is not the key of the certificate in ${cert}`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${whyNot(error)}`);
  }
}

function readCount(
  option: string,
  text: string | undefined,
  least: number,
  most: number,
): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= least && number <= most))
    throw new UsageError(`${option} ${text} is no whole number between ${least} and ${most}`);
  return number;
}
