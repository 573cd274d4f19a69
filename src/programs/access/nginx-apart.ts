import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { serversAt } from '../proxies/nginx-servers.js';
import type { Directive } from '../proxies/nginx-tree.js';
import { type Passed, pathOf } from '../proxies/upstream.js';
import { isOfStream, locationsFor } from '../proxies/upstreams-nginx.js';
import { quote, requestOf } from './client-rules-nginx.js';
import type { Coming, Written } from './client-rules-types.js';
import { assign, condition, marked, type Walk } from './nginx-rewrites.js';
import { wordFor } from './nginx-variables.js';

/** Directives that an answer is made by. */
const ANSWERS =
  /^(?:root|alias|index|try_files|rewrite|return|auth_request|(?:proxy|fastcgi|uwsgi|scgi|grpc|memcached)_pass)$/;

/** What each of them comes to for one client; NaN, which is never the same, where that rests on more of its address. */
type Comes = Map<Directive, string | number>;

const answersIn = ({ block }: Directive): boolean => block.some(({ name }) => ANSWERS.test(name));

function come(block: readonly Directive[], walk: Walk, comes: Comes): Comes {
  for (const each of block) {
    const { name, arguments: words } = each;
    if (name === 'set') assign(words, walk);
    if (name === 'if') {
      const term = condition(each, walk);
      marked(each, term, walk);
      if (term.byAddress && term.holds === undefined && answersIn(each)) comes.set(each, Number.NaN);
      if (term.holds) come(each.block, walk, comes);
    }
    if (!ANSWERS.test(name)) continue;
    // A text is the same answer, whatever it says: return 200 $remote_addr.
    const decide = name === 'return' && !/^30/.test(words[0] ?? '') ? words.slice(0, 1) : words;
    const values = decide.map(word => wordFor(word, walk));
    const isOpen = values.some(({ text, byAddress }) => byAddress && text === undefined);
    comes.set(each, isOpen ? Number.NaN : values.map(({ text }, at) => text ?? decide[at]).join(' '));
  }
  return comes;
}

/** The directive of nginx, of those that an answer is made by, that comes to something else for one client than for another. */
export function nginxApart(
  files: readonly ConfigurationFile[],
  passed: Passed,
  { client, server: address }: Coming,
  other: string,
): Written | undefined {
  const { tree, server } = serversAt(files, { address, ...passed });
  if (!server || isOfStream(server, tree)) return undefined;
  const inside = (path: string) => locationsFor(server, path).flatMap(({ block }) => block);
  const levels = [...server.block, ...inside(pathOf(passed))];
  // Allow and deny count for no such question, and what rewrites does.
  const asked = levels.filter(({ name }) => name === 'auth_request');
  const all = [...levels, ...asked.flatMap(({ arguments: [path = '/'] }) => inside(path))];
  const [one, two] = [client, other].map(each =>
    come(all, { tree, client: each, set: requestOf(passed) }, new Map()),
  ) as [Comes, Comes];
  const apart = [...one.keys(), ...two.keys()].find(each => one.get(each) !== two.get(each));
  return apart && quote(apart);
}
