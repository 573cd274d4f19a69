import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { every } from './nginx-tree.js';
import { type Passed, pathOf } from './upstream.js';
import { locationsFor, serversAt } from './upstreams-nginx.js';

/** What a request for a path leads to where nginx serves files: one, or a folder with the indexes that stand for it. */
export interface Page {
  readonly path: string;
  /** Null for a file. */
  readonly indexes: readonly string[] | null;
}

/** What makes an answer of something else than the file of that name. */
const OTHER =
  /^(?:return|rewrite|if|alias|try_files|error_page|autoindex|\w+_pass|random_index|perl|js_content|empty_gif|api|\w*status\w*|gzip_static|passenger_enabled|echo\w*)$|_by_lua/;

/** nginx.org, "root" and "index": those of the innermost block count. Undefined where more than they decide. */
export function nginxPage(files: readonly ConfigurationFile[], passed: Passed): Page | undefined {
  const { tree, server } = serversAt(files, passed);
  const path = pathOf(passed);
  if (!server || /%|\/\.\.?(?:\/|$)/.test(path)) return undefined;
  const outer = tree.find(({ block }) => every(block, 'server').includes(server))?.block ?? [];
  const levels = [outer, server.block, ...locationsFor(server, path).map(({ block }) => block)];
  if (levels.flat().some(({ name }) => OTHER.test(name))) return undefined;
  const nearest = (name: string) =>
    levels.map(block => block.find(each => each.name === name)?.arguments).findLast(Boolean);
  const [root = ''] = nearest('root') ?? [];
  const indexes = nearest('index') ?? ['index.html'];
  if (!root.startsWith('/') || [root, ...indexes].some(word => word.includes('$'))) return undefined;
  return { path: root.replace(/\/$/, '') + path, indexes: path.endsWith('/') ? indexes : null };
}
