import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { formatEndpoint } from '../../net/address.js';
import { baseName } from '../invocation.js';
import { optionValue } from '../options.js';

/** Where a forwarder of connections leads: localhost:9000, [::1]:80 or /run/app.sock. */
export interface Forward {
  readonly program: string;
  readonly end: string;
}

type Reader = (
  args: readonly string[],
  port: number,
  files: readonly ConfigurationFile[],
) => string | undefined;

/** `socat TCP-LISTEN:8080,fork TCP:10.0.0.5:80` (socat(1)): the other address, where that is one of TCP or a unix socket. */
function socatEnd(args: readonly string[], port: number): string | undefined {
  const addresses = args.filter(word => /^[A-Z][A-Z\d-]*:/i.test(word));
  const listens = (word: string) =>
    new RegExp(`^(?:TCP[46]?|OPENSSL|SSL)-L(?:ISTEN)?:${port}(?:,|$)`, 'i').test(word);
  if (addresses.length !== 2 || !addresses.some(listens)) return undefined;
  const other = addresses.find(word => !listens(word)) ?? '';
  const [, family, end] =
    /^(?:(?:TCP([46]?)|OPENSSL|SSL)(?:-CONNECT)?|UNIX(?:-CONNECT|-CLIENT)?):([^,]+)/i.exec(other) ?? [];
  return family ? end?.replace(/^localhost(?=:)/, family === '4' ? '127.0.0.1' : '[::1]') : end;
}

/** `redir [ADDRESS]:8080 10.0.0.5:80` (redir(1), version 3), or by options before that. */
function redirEnd(args: readonly string[], port: number): string | undefined {
  const old = optionValue(args, ['--cport']);
  if (old !== undefined)
    return optionValue(args, ['--lport']) === String(port)
      ? `${optionValue(args, ['--caddr']) ?? 'localhost'}:${old}`
      : undefined;
  // It writes over the colons of its own arguments.
  const [, here, host, there] = /[ :](\d+) +(\S*)[ :](\d+) *$/.exec(args.join(' ')) ?? [];
  return Number(here) === port ? `${host || 'localhost'}:${there}` : undefined;
}

/** `simpleproxy -L [ADDRESS:]8080 -R 10.0.0.5:80` (simpleproxy(1)). */
function simpleproxyEnd(args: readonly string[], port: number): string | undefined {
  const here = optionValue(args, ['-L']);
  const there = optionValue(args, ['-R']);
  return here?.split(':').at(-1) === String(port) && there?.includes(':') ? there : undefined;
}

/** `bindaddress bindport connectaddress connectport` of rinetd(8), the only line of that port. */
function rinetdEnd(
  _: readonly string[],
  port: number,
  files: readonly ConfigurationFile[],
): string | undefined {
  const line = /^[ \t]*([^\s#]+)[ \t]+(\d+)(?:\/tcp)?[ \t]+([^\s/]+)[ \t]+(\d+)(?:\/tcp)?(?:[ \t]|$)/gm;
  const ends = files
    .flatMap(({ text }) => [...text.matchAll(line)])
    .filter(found => Number(found[2]) === port)
    .map(([, , , host = '', to]) => formatEndpoint(host, to ?? ''));
  return new Set(ends).size === 1 ? ends[0] : undefined;
}

/** `redirect = ADDRESS PORT` of the service on that port (xinetd.conf(5)). */
function xinetdEnd(
  _: readonly string[],
  port: number,
  files: readonly ConfigurationFile[],
): string | undefined {
  const services = files.flatMap(({ text }) =>
    text
      .split(/^[ \t]*service\s/m)
      .slice(1)
      .map(each => each.split('}', 1)[0] ?? ''),
  );
  const own = services.filter(each => Number(/^[ \t]*port\s*=\s*(\d+)/m.exec(each)?.[1]) === port);
  const [, host, to] = /^[ \t]*redirect\s*=[ \t]*(\S+)[ \t]+(\d+)/m.exec(own[0] ?? '') ?? [];
  return own.length === 1 && host !== undefined ? `${host}:${to}` : undefined;
}

/** `ncat -lk 8080 --sh-exec 'ncat 10.0.0.5 80'` (ncat(1)): the command that each connection gets, where that is another of its kind. */
function netcatEnd(args: readonly string[], port: number): string | undefined {
  const command = optionValue(args, ['--sh-exec', '--exec', '-c', '-e']) ?? '';
  const [, host, there] =
    /^(?:\S*\/)?(?:nc|ncat|netcat)(?:[ \t]+--?[\w-]+(?:[ \t]+[\d.]+m?s?)?){0,4}[ \t]+([^\s-]\S*)[ \t]+(\d+)[ \t]*$/.exec(
      command,
    ) ?? [];
  return args.includes(String(port)) && host !== undefined ? formatEndpoint(host, there ?? '') : undefined;
}

const readers: Readonly<Record<string, Reader>> = {
  nc: netcatEnd,
  ncat: netcatEnd,
  socat: socatEnd,
  socat1: socatEnd,
  redir: redirEnd,
  simpleproxy: simpleproxyEnd,
  rinetd: rinetdEnd,
  xinetd: xinetdEnd,
  // systemd-socket-proxyd(8) is given its port by a socket unit.
  'systemd-socket-proxyd': args => args.find(word => !word.startsWith('-')),
};

/** Where a process hands on the connections of a local port, by its arguments and these files; undefined where it is no forwarder. */
export function onlyForwards(
  { command, name }: Process,
  port: number,
  files: readonly ConfigurationFile[],
): Forward | undefined {
  // A wrapper of that name is run by an interpreter, which stands before it.
  const start = command.slice(0, 2).findIndex(word => Object.hasOwn(readers, baseName(word)));
  const program = start < 0 ? name : baseName(command[start]!);
  const reader = Object.hasOwn(readers, program) ? readers[program] : undefined;
  const end = reader?.(command.slice(Math.max(start, 0) + 1), port, files);
  return end === undefined ? undefined : { program, end };
}

/** What lets a forwarder hang up on some clients by their address: rinetd(8), xinetd.conf(5), socat(1). */
const lists: Readonly<Record<string, RegExp>> = {
  rinetd: /^[ \t]*(?:allow|deny)[ \t]/m,
  xinetd: /^[ \t]*(?:only_from|no_access|access_times)[ \t]*[-+]?=/m,
  socat: /,(?:range|tcpwrap)\b/i,
};

/** A forwarder that may have hung up by itself, by a list of who may connect in its arguments or these files. */
export const choosesClients = (
  { program }: Pick<Forward, 'program'>,
  { command }: Process,
  files: readonly ConfigurationFile[],
): boolean => {
  const list = Object.hasOwn(lists, program) ? lists[program] : undefined;
  return list !== undefined && [...command, ...files.map(({ text }) => text)].some(text => list.test(text));
};
