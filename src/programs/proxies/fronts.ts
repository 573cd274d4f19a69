import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { baseName } from '../invocation.js';
import { placeOf } from './upstream.js';
import { upstreamsOf } from './upstreams.js';

/** A way to a unix socket through a proxy: the port that it takes requests on, and for which site and path. */
export interface Front {
  readonly port: number;
  /** The site's name; null where any will do. */
  readonly host: string | null;
  readonly path: string;
  /** /etc/nginx/sites-enabled/shop:12, and the directive as written. */
  readonly place: string;
  readonly text: string;
}

/** Sites and paths that a configuration speaks of; most of either, for each is asked about by itself. */
const SITES = /^[ \t]*(?:server_name|ServerName|ServerAlias)[ \t]+([^;#\n]{1,200})/gm;
const PATHS =
  /^[ \t]*(?:location[ \t]+(?:=[ \t]*|\^~[ \t]*)?|<Location[ \t]+"?|ProxyPass[ \t]+"?)(\/[^\s"{>]{0,200})/gm;
const MOST = 16;

/**
 * How requests get to a unix socket through a proxy that is set up by these files and listens on these ports: the
 * first way found, any site before a named one, / before another path.
 */
export function frontOf(
  files: readonly ConfigurationFile[],
  program: string,
  args: readonly string[],
  ports: readonly number[],
  socket: string,
): Front | undefined {
  const text = files.map(each => each.text).join('\n');
  const wanted = onRun(socket);
  // Whoever does not name the socket does not lead there, and need not be asked for every site.
  if (!text.includes(baseName(wanted))) return undefined;
  const hosts = [null, ...found(text, SITES).filter(name => /^[\w.-]*\w$/.test(name) && name !== '_')];
  const paths = [...new Set(['/', ...found(text, PATHS)])];
  for (const host of hosts)
    for (const path of paths)
      for (const port of ports.filter(each => isWritten(text, each)).slice(0, MOST)) {
        const upstream = upstreamsOf(files, program, { port, host, path, args }).find(
          each => each.path !== null && onRun(each.path) === wanted,
        );
        if (upstream) return { port, host, path, place: placeOf(upstream), text: upstream.text };
      }
  return undefined;
}

/** A port that is nowhere in the files is the proxy's own business, unless it is the usual one of a site. */
const isWritten = (text: string, port: number): boolean =>
  port === 80 || port === 443 || new RegExp(`(?<!\\d)${port}(?!\\d)`).test(text);

/** /var/run is a link to /run (file-hierarchy(7)). */
const onRun = (path: string): string => path.replace(/^\/var\/run\//, '/run/');

const found = (text: string, pattern: RegExp): readonly string[] =>
  [...new Set([...text.matchAll(pattern)].flatMap(([, words = '']) => words.trim().split(/\s+/)))].slice(
    0,
    MOST,
  );
