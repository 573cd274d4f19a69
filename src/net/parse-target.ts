import { formatEndpoint, parseAddress } from './address.js';
import { hostHint, parseHost } from './host.js';
import { BY_PORT, mistypedScheme, slashed, withoutHost, withoutUsers } from './mistyped.js';
import { parseUrl, schemeOf, splitAuthority, withoutUserInfo } from './parse-url.js';
import { defaultPort, parsePort } from './ports.js';
import type { Target } from './target.js';
import { UsageError } from './usage-error.js';

const FORMS = 'Try 8000, localhost:8000, https://example.com/, pid:4242 or nginx.';
const PORTS = 'Ports are numbers from 1 to 65535.';
/** What browsers and servers take for a URL at most, roughly. */
const LONGEST = 2048;
/** sun_path of unix(7), less its end. */
const LONGEST_SOCKET_PATH = 107;
/** Endings of programs' and units' names that are no top-level domain. */
const PROGRAM_FILE = /\.(service|socket|js|mjs|cjs|ts|exe|jar|php|rb)$/;

const empty = {
  protocol: 'tcp',
  host: null,
  port: null,
  scheme: null,
  path: null,
  pid: null,
  socketPath: null,
  program: null,
} as const;

function checkCharacters(input: string): void {
  if (input.trim() === '') throw new UsageError('The target is empty.', FORMS);
  if (input.length > LONGEST) throw new UsageError('The target is too long.', FORMS);
  if (/^[!-~]+$/.test(input)) return;
  if (/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(input) || /\p{Cs}/u.test(input))
    throw new UsageError('A target has no blanks or control characters in it.', FORMS);
}

function parsePid(input: string, digits: string): Target {
  const pid = /^\d{1,10}$/.test(digits) ? Number(digits) : 0;
  if (pid < 1 || pid > 0x7fffffff)
    throw new UsageError(
      digits ? `${digits} is not a process id.` : 'There is no process id after pid:.',
      'Try pid:4242; ps -e lists them.',
    );
  return { ...empty, input, kind: 'pid', pid };
}

function parseSocketPath(input: string, text: string): Target {
  const path = text.replace(/^\/\/(?=\/)/, '');
  if (!/^[/@]./s.test(path))
    throw new UsageError(
      `${input} is not the whole path of a socket.`,
      text === '' ? 'Try unix:/run/app.sock' : `Try unix:$PWD/${text.replace(/^\.\//, '')}`,
    );
  if (Buffer.byteLength(path) > LONGEST_SOCKET_PATH)
    throw new UsageError(
      'The path of the unix socket is too long.',
      `It has at most ${LONGEST_SOCKET_PATH} bytes.`,
    );
  return { ...empty, input, kind: 'unix', socketPath: path };
}

function portOrThrow(text: string, host?: string): number {
  const port = parsePort(text);
  if (text === '') throw new UsageError('There is a colon, and no port after it.', PORTS);
  const usual = host && defaultPort(text.toLowerCase());
  if (port === undefined)
    throw new UsageError(`${text} is not a port.`, usual ? `Try ${formatEndpoint(host, usual)}` : PORTS);
  return port;
}

/**
 * An IPv6 address and a port run together: `::1:8000` reads as an address nobody has (::/96 is deprecated), and the name
 * of an interface has no colon (dev_valid_name of net/core/dev.c).
 */
function checkRunTogether(host: string, protocol: string): void {
  const address = parseAddress(host);
  const tail = /^(.*):(\d+)$/.exec(host);
  if (address?.family !== 6 || !tail || host === '::1') return;
  const before = tail[1]!.endsWith(':') ? `${tail[1]}:` : tail[1]!;
  if (!host.includes('%') && address.bytes.slice(0, 12).some(byte => byte !== 0)) return;
  if (!parseAddress(before)) return;
  const port = parsePort(tail[2]!);
  if (port !== undefined)
    throw new UsageError(
      `${host} is an IPv6 address without a port.`,
      `With a port it is written in brackets: ${formatEndpoint(before, port)}${protocol}`,
    );
}

function hostOrThrow(text: string, port: string | undefined): string {
  const host = parseHost(text);
  if (host === undefined)
    throw new UsageError(
      `${text || 'Nothing'} is neither a host name nor an address.`,
      hostHint(text, port) ?? FORMS,
    );
  return host;
}

/** A word that is no address: `localhost` and what has a dot is a host, the rest a program's or service's name. */
function parseWord(input: string): Target {
  const host = parseHost(input);
  const dotted = /[^.]\.[^.]/.test(input) && !PROGRAM_FILE.test(input);
  if (host !== undefined && (dotted || input.endsWith('.') || host === 'localhost'))
    return { ...empty, input, kind: 'host', host };
  if (/^[\p{L}_][\p{L}\p{N}_@.+-]*$/u.test(input))
    return { ...empty, input, kind: 'program', program: input };
  const list = /^[\w.:,-]+$/.test(input) ? input.split(',').filter(Boolean) : [];
  throw new UsageError(
    `${input} is neither a port, a host, a URL nor the name of a program.`,
    list.length > 1
      ? `Several targets are written with blanks: netcheck why ${list.join(' ')}`
      : (hostHint(input, undefined) ?? FORMS),
  );
}

/** A socket by the name of its file, from the caller's own directory: no top-level domain is called sock. */
const socketByName = /^\.{1,2}\/|^[^:]+\.sock$/;

/** `//localhost:8000`, a URL that begins behind its scheme (RFC 3986, 4.2); //run/app.sock may be a path (POSIX.1, 4.13). */
const schemeless = /^\/\/(?=localhost\b|[^/]*[.:[])/;

/** What is left when URLs, pids and unix sockets are gone: a port, a host, or both, for TCP or UDP. */
function parseEndpoint(input: string): Target {
  const mistyped = withoutHost(input) ?? mistypedScheme(input);
  if (mistyped) throw mistyped;
  const suffix = /\/(tcp|udp)$/i.exec(input)?.[0] ?? '';
  const text = input.slice(0, input.length - suffix.length);
  const protocol = suffix.toLowerCase() === '/udp' ? 'udp' : 'tcp';
  const other = /^:?(\d+)\/([a-z]+)$/i.exec(text);
  if (other)
    throw new UsageError(
      `netcheck asks TCP and UDP ports, not ${other[2]}.`,
      `Try ${other[1]} or ${other[1]}/udp; a path is part of a URL: http://localhost:${other[1]}/${other[2]}`,
    );
  if (text.includes('/')) throw slashed(input);
  if (/^\d+$/.test(text)) return { ...empty, input, kind: 'port', protocol, port: portOrThrow(text) };
  // ss and lsof write every address as `*`, netstat as `:::`.
  const bare = /^(?:\*?|::):([^:]*)$/.exec(text);
  if (bare && text !== '::') return { ...empty, input, kind: 'port', protocol, port: portOrThrow(bare[1]!) };
  checkRunTogether(text, suffix);
  const address = parseHost(text);
  if (address !== undefined && parseAddress(address))
    return { ...empty, input, kind: 'host', protocol, host: address };
  if (!/[:[\]]/.test(text) && !suffix) return parseWord(text);
  const split = splitAuthority(text);
  if (!split)
    throw new UsageError(`${text} is not an address.`, 'An IPv6 address with a port is written [::1]:8000');
  const host = hostOrThrow(split.host, split.port);
  if (split.port === undefined) return { ...empty, input, kind: 'host', protocol, host };
  return { ...empty, input, kind: 'endpoint', protocol, host, port: portOrThrow(split.port, host) };
}

/** A user before a host, or with a password: `ana@db.local`, `http:/ana:pw@db`. A unit has an @ in its name too: `app@1`. */
const namesUser = /^(?:\w*(?::\/*|\/\/))?[^/]*(?::[^/]*@|@(?:[^/]*[:.]|localhost\b))/;

/**
 * Reads what was typed after `netcheck why`. A word without a dot is a program or service, unless it is `localhost`:
 * whoever knows the machine may take it for a host name where nothing of that name runs.
 * @throws UsageError with one line, and a hint of what to type instead; user names and passwords are in neither.
 */
export function parseTarget(typed: string): Target {
  checkCharacters(typed);
  // A driver's URL of Java (JDBC) has the server's own behind its first colon.
  const input = withoutUserInfo(typed.replace(/^jdbc:(?=[a-z]+:\/\/)/i, ''));
  const scheme = schemeOf(input);
  if (scheme === 'unix' || /^unix:/i.test(input)) return parseSocketPath(input, input.slice(5));
  if (scheme !== undefined) return parseUrl(input);
  if (/^pid:/i.test(input)) return parsePid(input, input.slice(4));
  if (schemeless.test(input)) {
    const rest = withoutUsers(input);
    throw new UsageError(`${rest} lacks its scheme.`, `Try http:${rest} or https:${rest}`);
  }
  if (/^\.[./]*$/.test(input)) throw new UsageError(`${input} is a folder.`, BY_PORT);
  if (input.startsWith('/')) return parseSocketPath(`unix:${input}`, input);
  if (socketByName.test(input)) return parseSocketPath(input, input);
  if (namesUser.test(input) && !/\.(service|socket)$/.test(input))
    throw new UsageError('A target has no user name in it.', 'Give host:port, or a whole URL.');
  return parseEndpoint(input);
}
