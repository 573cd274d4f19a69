import { accessSync, constants, realpathSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { type Coding, chooseCoding } from '../http/accept-encoding.js';
import type { Application } from '../http/application.js';
import { errorReply } from '../http/plain.js';
import { reply } from '../http/reply.js';
import { headerOf, pathOf, queryOf } from '../http/request.js';
import { createMemory, isInside, openFile, type Root, statusOf } from './file.js';
import { listing } from './listing.js';
import { isCompressible, mediaType } from './media-types.js';
import { parsePath } from './path.js';
import { fileReply } from './representation.js';

/** What of a directory is served, and how. */
export interface FilesOptions {
  readonly directory: string;
  /** Links may lead out of the directory. */
  readonly follow?: boolean;
  readonly dotfiles?: boolean;
  /** What is not found is answered with the root's index.html where a page was asked for. */
  readonly spa?: boolean;
  /** Seconds for Cache-Control; without it caches ask each time. */
  readonly cacheSeconds?: number | undefined;
}

const siblings: readonly { coding: Coding; suffix: string }[] = [
  { coding: 'br', suffix: '.br' },
  { coding: 'gzip', suffix: '.gz' },
];

/** An application that serves the files of a directory by RFC 9110. Throws where the directory does not exist. */
export const files = (options: FilesOptions): Application => {
  const root: Root = { root: realpathSync(options.directory), follow: options.follow ?? false };
  const memory = createMemory();
  const dotfiles = options.dotfiles ?? false;
  const cacheControl =
    options.cacheSeconds === undefined ? 'no-cache' : `public, max-age=${options.cacheSeconds}`;

  /** A regular file, or its compressed sibling where the client takes that; undefined where it may not be sent. */
  const fileAt = (request: Request, path: string, stats: Stats): Response | undefined => {
    const type = mediaType(path);
    const compressible = isCompressible(type);
    const sibling = compressible ? siblingOf(headerOf(request, 'accept-encoding'), path, stats) : undefined;
    const now = Date.now();
    const packed = sibling && openFile(root, memory, sibling.path, sibling.stats, now);
    const file = packed ?? openFile(root, memory, path, stats, now);
    if (!file) {
      // Throws where it is there, and this user may not read it.
      if (isInside(root.root, realpathSync(path))) accessSync(path, constants.R_OK);
      return undefined;
    }
    const headers = ['Content-Type', type, 'Cache-Control', cacheControl];
    if (compressible) headers.push('Vary', 'Accept-Encoding');
    if (packed) headers.push('Content-Encoding', sibling.coding);
    return fileReply(request, file, headers, type);
  };

  const directoryAt = (request: Request, path: string, names: readonly string[]): Response | undefined => {
    if (!root.follow && !isInside(root.root, realpathSync(path))) return undefined;
    const index = join(path, 'index.html');
    const stats = statusOf(index);
    const page = stats?.isFile() ? fileAt(request, index, stats) : undefined;
    if (page) return page;
    const body = listing(root, path, names, queryOf(request), dotfiles);
    const length = String(Buffer.byteLength(body));
    const type = 'text/html; charset=utf-8';
    return reply(200, ['Content-Type', type, 'Content-Length', length, 'Cache-Control', 'no-cache'], body);
  };

  const find = (request: Request, names: readonly string[], directory: boolean): Response | undefined => {
    const path = names.length === 0 ? root.root : `${root.root}/${names.join('/')}`;
    const stats = statusOf(path);
    if (stats?.isFile() && !directory) return fileAt(request, path, stats);
    if (!stats?.isDirectory()) return undefined;
    if (directory) return directoryAt(request, path, names);
    const inside = root.follow || isInside(root.root, realpathSync(path));
    return inside ? redirect(`/${names.map(encodeURIComponent).join('/')}/${queryOf(request)}`) : undefined;
  };

  const fallback = (request: Request): Response | undefined => {
    if (!options.spa || !headerOf(request, 'accept')?.includes('text/html')) return undefined;
    return find(request, ['index.html'], false);
  };

  return request => {
    const { method } = request;
    if (method === 'OPTIONS') return reply(204, ['Allow', allowed], null);
    if (method !== 'GET' && method !== 'HEAD')
      return errorReply(405, '<p>Files can be read here, with GET and HEAD.', ['Allow', allowed]);
    const parsed = parsePath(pathOf(request), { dotfiles });
    if ('refused' in parsed && parsed.refused === 400) return errorReply(400, '<p>The path cannot be read.');
    try {
      const found = 'names' in parsed ? find(request, parsed.names, parsed.directory) : undefined;
      return found ?? fallback(request) ?? errorReply(404, '<p>There is nothing at this path.');
    } catch (error) {
      return refusal(error as NodeJS.ErrnoException);
    }
  };
};

const allowed = 'GET, HEAD, OPTIONS';

const redirect = (location: string): Response =>
  reply(301, ['Location', location, 'Content-Length', '0', 'Cache-Control', 'no-cache'], null);

const refusal = (error: NodeJS.ErrnoException): Response => {
  if (error.code === 'EMFILE' || error.code === 'ENFILE')
    return errorReply(503, '<p>Too many files are being sent.', ['Retry-After', '1']);
  if (error.code === 'EACCES' || error.code === 'EPERM')
    return errorReply(403, '<p>The server may not read this.');
  return errorReply(404, '<p>There is nothing at this path.');
};

/** A sibling older than the file itself is out of date. */
const siblingOf = (
  accept: string | undefined,
  path: string,
  stats: Stats,
): { coding: Coding; path: string; stats: Stats } | undefined => {
  if (accept === undefined) return undefined;
  const found = siblings.flatMap(({ coding, suffix }) => {
    const own = statusOf(path + suffix);
    return own?.isFile() && own.mtimeMs >= stats.mtimeMs ? [{ coding, path: path + suffix, stats: own }] : [];
  });
  const chosen = chooseCoding(
    accept,
    found.map(({ coding }) => coding),
  );
  return found.find(({ coding }) => coding === chosen);
};
