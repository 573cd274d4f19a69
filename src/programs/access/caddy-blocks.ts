import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { caddySites } from '../proxies/caddy-sites.js';
import { nameRank } from '../proxies/nginx-patterns.js';
import type { Passed } from '../proxies/upstream.js';
import { linesOf } from '../proxies/upstreams-others.js';
import { caddyTree, type Node } from './caddy-tree.js';

/** A site for every host is less close than any name. */
const ANY = 0.5;

/** The lines of each site that a request is for, as a block. */
export function sitesFor(
  files: readonly ConfigurationFile[],
  { port, host }: Passed,
): readonly (readonly Node[])[] {
  const here = caddySites(files)
    .filter(site => (site.port ?? port) === port)
    .map(({ file, line, host: name }) => ({
      place: `${line} ${file}`,
      fits: name === '' ? ANY : nameRank(name, host ?? ''),
    }));
  // The closest name counts.
  const best = Math.max(...here.map(({ fits }) => fits), ANY);
  const sites = new Set(here.flatMap(({ place, fits }) => (fits === best ? place : [])));
  const root = caddyTree(linesOf(files));
  return root
    .filter(({ file, line }) => sites.has(`${line} ${file}`))
    .map(site => (site.text.endsWith('{') ? site.block : after(site, root)));
}

/** A file of one site alone may do without braces: what follows the address is its block. */
const after = (site: Node, root: readonly Node[]): readonly Node[] =>
  root.slice(root.indexOf(site) + 1).filter(({ file }) => file === site.file);
