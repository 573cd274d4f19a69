import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { familyOf } from '../../net/address.js';
import { editAt, editsAt, type Replacement } from '../fixes/edit.js';
import { baseName } from '../invocation.js';
import type { Change, Edit, Wanted } from '../program.js';

/** The family that a socket is made for: socket.AF_INET6 in Python, Socket::AF_INET6 in Ruby and Perl. */
const CONSTANT = /\bAF_INET6?\b/g;
/** IPV6_V6ONLY where it is switched on: setsockopt() in Python and Ruby, IO::Socket::IP in Perl, listen() in Node (net.md). */
const V6ONLY_ON = /\bIPV6_V6ONLY\s*,\s*(1|True|true)\b|\bV6Only\s*=>\s*(1)\b|\bipv6Only\s*:\s*(true)\b/;
const OFF: Readonly<Record<string, string>> = { 1: '0', True: 'False', true: 'false' };
/** Calls of Python whose sockets are of one family, whatever their address (socketserver.BaseServer.address_family). */
const FIXED = /(?:HTTPServer|TCPServer|UDPServer|make_server|socket\.create_server)\(|\.bind\(/;

/** The source makes its socket for IPv6, and nothing in it keeps IPv4 out. */
const isDual = ({ text }: ConfigurationFile): boolean => /\bAF_INET6\b/.test(text) && !/V6ONLY/.test(text);

/** Calls that come to asyncio's create_server(), whose sockets at :: take no IPv4, and which has both families by an empty host. */
const OF_ASYNCIO = /\basyncio\.start_server\(|\bloop\.create_server\(|\buvicorn\.run\(/;

const isAsyncio = ({ path, text }: ConfigurationFile): boolean =>
  path.endsWith('.py') && OF_ASYNCIO.test(text) && !/\bAF_INET|\bworkers\s*=|\breload\s*=/.test(text);

/**
 * The address to write for the wanted one: an IPv6 socket takes IPv4 too by ::, so its source may stay as it is, and nobody who
 * has every address of one family is to lose it for the other.
 */
export function writtenFor(file: ConfigurationFile, bound: string, { address }: Wanted): string {
  if (address === '::' && bound === '0.0.0.0' && isAsyncio(file)) return '';
  return address === '0.0.0.0' && familyOf(bound) === 6 && bound !== '::' && isDual(file) ? '::' : address;
}

/**
 * What else has to be written where an address of the other family takes the place of the bound one: the constants of
 * the family that a socket is made for. Undefined where that is not to be told.
 */
function alongWith(
  { path, text }: ConfigurationFile,
  line: string,
  bound: string,
  wanted: string,
): readonly Replacement[] | undefined {
  if (familyOf(bound) === familyOf(wanted)) return [];
  const [before, after] = familyOf(bound) === 6 ? ['AF_INET6', 'AF_INET'] : ['AF_INET', 'AF_INET6'];
  const constants = [...text.matchAll(CONSTANT)];
  if (constants.length === 0) return path.endsWith('.py') && FIXED.test(line) ? undefined : [];
  // Another socket of the same source may be a client's.
  if (/V6ONLY|SOCK_DGRAM|\bconnect\(/.test(text) || constants.some(([word]) => word !== before))
    return undefined;
  return constants.map(({ index }) => ({ start: index, end: index + before.length, text: after }));
}

/** The edits of a place that is to name an address of the other family; none where they are not to be told, undefined where the place is all. */
export function familyEdits(
  file: ConfigurationFile,
  place: Replacement,
  line: string,
  { bound, address }: { readonly bound: string; readonly address: string },
): readonly Edit[] | undefined {
  const more = alongWith(file, line, bound, address);
  if (more?.length === 0) return undefined;
  const edits = more ? editsAt(file, [place, ...more]) : [];
  return edits.length === 1 + (more?.length ?? 0) ? edits : [];
}

/** The source that keeps IPv4 out by itself, told to let it in. */
export function takesIpv4(files: readonly ConfigurationFile[]): readonly Change[] {
  return files.flatMap(file => {
    const found = V6ONLY_ON.exec(file.text);
    const value = found?.slice(1).find(Boolean);
    if (!found || !value) return [];
    const all = found[0];
    const off = all.slice(0, -value.length) + OFF[value];
    const edit = editAt(file, found.index, found.index + all.length, off);
    const name = baseName(file.path);
    return edit ? [{ title: `Switch ${/\w+/.exec(all)![0]} off in ${name}`, edits: [edit] }] : [];
  });
}
