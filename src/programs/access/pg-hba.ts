import { familyOf } from '../../net/address.js';
import { inPrefix, isLoopback, maskLength } from '../../net/prefix.js';

/** Whether a file of PostgreSQL's is the one that says whom it lets in, by its name: hba_file may give it another one. */
export const isHbaFile = ({ path }: { readonly path: string }): boolean => /(?:^|[/_-])hba[^/]*$/i.test(path);

/** Whom a pg_hba.conf lets in from one address: anybody, some users or databases, or nobody. */
export type Admission = 'all' | 'some' | 'none';

const kinds = new Set(['host', 'hostssl', 'hostnossl', 'hostgssenc', 'hostnogssenc']);

/** A client as the server sees it; `own`: it is on the server's own machine, and comes by any of its addresses. */
export interface Client {
  readonly address: string;
  readonly own: boolean;
}

/** An address field of pg_hba.conf against a client; names of hosts are looked up by the server, so they may fit. */
function fits(address: string, mask: string | undefined, { address: client, own }: Client): boolean {
  if (address === 'all') return true;
  if (address === 'samehost') return own || isLoopback(client);
  if (address === 'samenet') return true;
  const bare = address.split('/')[0] ?? '';
  if (familyOf(bare) === undefined) return true;
  const prefix = address.includes('/')
    ? address
    : mask?.includes('.')
      ? `${address}/${maskLength(mask)}`
      : address;
  return inPrefix(client, prefix);
}

interface Entry {
  readonly everybody: boolean;
  /** Its address is one that can be told here: no name, and no word for the server's own networks. */
  readonly literal: boolean;
  readonly database: string;
  readonly method: string | undefined;
}

/** One line for TCP clients that fits this one; undefined for the others, and for those in TLS where the server has none. */
function entryFor(line: string, client: Client, tls: boolean): Entry | undefined {
  const words = line.replace(/#.*$/s, '').trim().split(/\s+/);
  const [kind = '', database = '', user = '', address = '', ...rest] = words.map(word =>
    word.replace(/^"|"$/g, ''),
  );
  if (!kinds.has(kind) || (kind === 'hostssl' && !tls)) return undefined;
  if (rest.length === 0 || !fits(address, rest[0], client)) return undefined;
  const masked = /^\d+\.\d+\.\d+\.\d+$/.test(rest[0] ?? '');
  return {
    everybody: database === 'all' && user === 'all',
    literal: address === 'all' || familyOf(address.split('/')[0] ?? '') !== undefined,
    database,
    method: rest[masked ? 1 : 0],
  };
}

/** As much of a file as is read. */
const linesOf = (text: string): readonly string[] => text.slice(0, 256 * 1024).split('\n');

/** A line that stands for those of another file (include, include_if_exists, include_dir since PostgreSQL 16). */
const INCLUDE = /^[ \t]*include/;

/** The line that lets everybody in from an address, with or without TLS, where it is the first that may fit. Total. */
export function openLine(text: string, client: Client): string | undefined {
  for (const line of linesOf(text)) {
    if (INCLUDE.test(line)) return undefined;
    const entry = entryFor(line, client, false);
    if (entry) return entry.everybody && entry.literal && entry.method !== 'reject' ? line.trim() : undefined;
  }
  return undefined;
}

/** Whom the line of a name turns away is known to the server's resolver alone. */
const decides = ({ everybody, literal, method }: Entry): boolean =>
  everybody && (literal || method !== 'reject');

/** The line that turns everybody away from an address (reject), where no line before it may let some in. Total. */
export function rejectLine(text: string, client: Client, tls: boolean): string | undefined {
  for (const line of linesOf(text)) {
    const entry = entryFor(line, client, tls);
    if (entry && decides(entry)) return entry.method === 'reject' ? line.trim() : undefined;
  }
  return undefined;
}

/**
 * Reads pg_hba.conf (postgresql.org, "The pg_hba.conf File"): the first line that fits a client decides. `tls`: the server
 * takes connections in TLS, or may. Total.
 */
export function admissionOf(text: string, client: Client, tls = true): Admission {
  let some = false;
  for (const line of linesOf(text)) {
    // What an included file says is not read.
    if (INCLUDE.test(line)) some = true;
    const entry = entryFor(line, client, tls);
    if (!entry) continue;
    if (decides(entry)) return entry.method !== 'reject' ? 'all' : some ? 'some' : 'none';
    some ||= entry.method !== 'reject' && entry.database !== 'replication';
  }
  return some ? 'some' : 'none';
}
