import { APACHE, NGINX } from '../../programs/proxies/upstream.js';
import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import type { ConfigurationFile } from '../configuration/types.js';
import type { Conversation, Probe } from '../probes/types.js';
import type { Process } from '../processes/types.js';
import { textOf } from '../text-of.js';
import { logPaths } from './last-words.js';
import { closedParts, credentialsOf } from './rights.js';
import type { Unreadable } from './types.js';
import { workerOf } from './whereabouts.js';

/** The end of the error log that is read, bytes. */
const TAIL = 16 * 1024;

/**
 * nginx: "/srv/index.html" is forbidden (13: Permission denied), open() "/srv/a" failed (13: Permission denied). Apache:
 * AH00035: access to /a denied (filesystem path '/srv/a') because search permissions are missing, AH00132: file permissions
 * deny server access: /srv/a, AH00529: /srv/.htaccess pcfg_openfile: unable to check htaccess file.
 */
const NAMED = [
  /"(\/[^"]+)" (?:is forbidden|failed) \(13: Permission denied\)/,
  /AH00035: [^']*\(filesystem path '(\/[^']+)'\)/,
  /AH00132: [^:]*: (\/[^,]+)/,
  /AH00529: (\/.*) pcfg_openfile/,
] as const;

const fileIn = (line: string): string | undefined =>
  NAMED.flatMap(pattern => pattern.exec(line)?.[1] ?? [])[0]?.trim();

/** The request that was forbidden; to try_files of nginx what may not be read is not there. */
const turnedAway = (probes: readonly Probe[]): Conversation | undefined =>
  probes
    .flatMap(({ conversations }) => conversations)
    .findLast(
      ({ reason, http }) =>
        (reason === 'asked' || reason === 'redirect') && (http?.status === 403 || http?.status === 404),
    );

/** The line is about this request: nginx quotes it, Apache names its path or else says in its answer what it could not read. */
function isAbout(line: string, file: string, { path, http }: Conversation): boolean {
  const asked = (path ?? '/').replace(/\?.*$/s, '');
  if (line.includes(` ${asked} HTTP/`) || line.includes(` ${asked} denied`)) return true;
  return line.includes('AH00529') ? /htaccess/.test(http?.body ?? '') : file.endsWith(asked);
}

/** What was tried with the end of the path: a folder is only passed through, unless it is to be listed. */
function wantedOf(system: System, line: string, file: string): 'r' | 'x' {
  const isFolder = attempt(() => system.status(file, true).kind) === 'directory';
  return isFolder && !line.includes('opendir()') ? 'x' : 'r';
}

/** The page that was asked for is there, and the rights keep the web server's own user from it. */
export function unreadableOf(
  system: System,
  files: readonly ConfigurationFile[],
  { probes, holders }: { readonly probes: readonly Probe[]; readonly holders: readonly Process[] },
): Unreadable | undefined {
  const asked = turnedAway(probes);
  const server = holders.find(({ name }) => NGINX.test(name) || APACHE.test(name))?.name;
  const worker = server ? workerOf(holders) : undefined;
  const who = asked && worker ? credentialsOf(system, worker) : null;
  if (!server || !worker || !who) return undefined;
  for (const log of logPaths(files, server)) {
    const lines = textOf(system, worker.root + log, -TAIL).split('\n');
    const line = lines.findLast(each => {
      const file = fileIn(each);
      return file !== undefined && isAbout(each, file, asked!);
    });
    const file = line === undefined ? undefined : fileIn(line);
    if (line === undefined || file === undefined) continue;
    const wanted = wantedOf(system, line, worker.root + file);
    const closed = closedParts(system, worker.root, file, who, wanted).map(each => ({
      ...each,
      path: worker.root + each.path,
    }));
    if (closed.length > 0) return { log, line: line.slice(0, 400), file, closed, user: worker.user };
  }
  return undefined;
}
