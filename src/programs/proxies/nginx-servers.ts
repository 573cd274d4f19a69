import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { familyOf } from '../../net/address.js';
import { isLoopback } from '../../net/prefix.js';
import { bareHost } from './for-address.js';
import { nameRank, withoutDot } from './nginx-patterns.js';
import { type Directive, every, nginxTree } from './nginx-tree.js';
import type { Passed } from './upstream.js';

/** One listen line of a server block. */
interface Listen {
  /** Without brackets; * where the line has a port alone. */
  readonly host: string;
  readonly port: number;
  readonly words: readonly string[];
}

/** nginx listens on port 80 where a server block says nothing (8000 without root). */
function listensOf(server: Directive): readonly Listen[] {
  const lines = server.block.filter(({ name }) => name === 'listen').map(each => each.arguments);
  if (lines.length === 0) return [80, 8000].map(port => ({ host: '*', port, words: [] }));
  return lines.map(([text = '', ...words]) => {
    const [, before = '*', port] = /^(?:(.*):)?(\d+)$/.exec(text) ?? [undefined, text, '80'];
    return { host: bareHost(before), port: Number(port), words };
  });
}

export const portsOf = (server: Directive): readonly number[] => listensOf(server).map(({ port }) => port);

const namesOf = (server: Directive): readonly string[] =>
  server.block.filter(({ name }) => name === 'server_name').flatMap(each => each.arguments);

/** A line for this very address, or for all of its family. */
const isFor = ({ host }: Listen, address: string): boolean =>
  host === address || (host === 'localhost' && isLoopback(address));
const isForAll = ({ host, words }: Listen, address: string): boolean =>
  host === '::'
    ? familyOf(address) === 6 || words.includes('ipv6only=off')
    : familyOf(address) === 4 && (host === '*' || host === '0.0.0.0');

/**
 * The server blocks that deal with what comes to a port, and the one that answers for a host. A line for the address that was
 * asked leaves none to those for all addresses; the closest name counts, else the default of these lines, else the first of
 * them (nginx.org, "How nginx processes a request").
 */
export function serversAt(
  files: readonly ConfigurationFile[],
  { port, host, address }: Omit<Passed, 'path'>,
) {
  const tree = nginxTree(files);
  const all = every(tree, 'server').filter(({ block }) => block.length > 0);
  const within = (fits: (listen: Listen) => boolean) => (server: Directive) =>
    listensOf(server).filter(each => each.port === port && fits(each));
  const ways = [
    ...(address === undefined ? [] : [isFor, isForAll].map(fits => within(each => fits(each, address)))),
    within(() => true),
  ];
  const lines = ways.find(way => all.some(each => way(each).length > 0));
  const servers = lines ? all.filter(each => lines(each).length > 0) : all;
  const isDefault = (server: Directive) =>
    (lines ?? listensOf)(server).some(({ words }) => words.some(word => /^default(_server)?$/.test(word)));
  const asked = withoutDot(host ?? '');
  const rank = (server: Directive) => Math.max(0, ...namesOf(server).map(name => nameRank(name, asked)));
  const best = Math.max(0, ...servers.map(rank));
  const byName = best > 0 ? servers.find(each => rank(each) === best) : undefined;
  const fallback = servers.find(isDefault) ?? servers[0];
  return { tree, servers, server: byName ?? fallback, byName: byName !== undefined, namesOf };
}
