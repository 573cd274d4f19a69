import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { serversAt } from './nginx-servers.js';
import { type Directive, every } from './nginx-tree.js';
import { type Passed, pathOf } from './upstream.js';
import { locationsFor } from './upstreams-nginx.js';

/** What a request for a path leads to where nginx serves files: one, or a folder with the indexes that stand for it. */
export interface Page {
  readonly path: string;
  /** Null for a file. */
  readonly indexes: readonly string[] | null;
}

/**
 * What leaves the answer to the file of that name. Anything else may make one of its own, as stub_status does, or a module that
 * nobody knows here.
 */
const PLAIN =
  /^(?:root|index|allow|deny|satisfy|location|listen|server|server_\w+|map|geo|upstream|types\w*|default_type|access_log|error_log|log_\w+|sendfile\w*|tcp_\w+|keepalive_\w+|send_timeout|reset_timedout_connection|client_\w+|large_client_header_buffers|underscores_in_headers|limit_(?:req|conn)\w*|gzip|gzip_(?!static)\w+|charset\w*|add_header|expires|etag|http2|ssl_\w+|resolver\w*|(?:proxy|fastcgi|uwsgi|scgi)_(?!pass$)\w+|\w+_hash_\w+)$/;

/** An include is here where its file was not read: one of types says nothing of answers. */
const isPlain = ({ name, arguments: [file = ''] }: Directive): boolean =>
  PLAIN.test(name) || (name === 'include' && /types$/.test(file));

/** nginx.org, "root" and "index": those of the innermost block count. Undefined where more than they decide. */
export function nginxPage(files: readonly ConfigurationFile[], passed: Passed): Page | undefined {
  const { tree, server } = serversAt(files, passed);
  const path = pathOf(passed);
  if (!server || /%|\/\.\.?(?:\/|$)/.test(path)) return undefined;
  const outer = tree.find(({ block }) => every(block, 'server').includes(server))?.block ?? [];
  const levels = [outer, server.block, ...locationsFor(server, path).map(({ block }) => block)];
  if (!levels.flat().every(isPlain)) return undefined;
  const nearest = (name: string) =>
    levels.map(block => block.find(each => each.name === name)?.arguments).findLast(Boolean);
  const [root = ''] = nearest('root') ?? [];
  const indexes = nearest('index') ?? ['index.html'];
  // An index with a slash before it is no file, but another path.
  const isElsewhere = indexes.some(index => index.startsWith('/'));
  if (!root.startsWith('/') || isElsewhere || [root, ...indexes].some(word => word.includes('$')))
    return undefined;
  return { path: root.replace(/\/$/, '') + path, indexes: path.endsWith('/') ? indexes : null };
}
