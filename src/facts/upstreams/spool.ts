import { NGINX } from '../../programs/proxies/upstream.js';
import type { System } from '../../system/system.js';
import type { ConfigurationFile } from '../configuration/types.js';
import type { Process } from '../processes/types.js';
import { textOf } from '../text-of.js';
import { logPaths } from './last-words.js';
import { closedParts, credentialsOf } from './rights.js';
import type { Spool } from './types.js';
import { workerOf } from './whereabouts.js';

/** The end of the error log that is read, bytes. */
const TAIL = 16 * 1024;

/**
 * nginx's words for a temporary file that it may not make: proxy/1/00/0000000001, or a folder on the way to it
 * (src/core/ngx_file.c, ngx_create_temp_file).
 */
const FAILED = /\b(?:open|mkdir)\(\) "(\/[^"]*)\/\d+" failed \(13: Permission denied\)/;

/** The folder of which this is one: in it are others with numbers for names, made as they are needed (proxy_temp_path). */
function wholeOf(folder: string): string {
  const parts = folder.split('/');
  while (/^\d+$/.test(parts.at(-1) ?? '')) parts.pop();
  return parts.join('/') || '/';
}

/** The path of the request in which a line of the error log was written. */
const pathIn = (line: string): string[] => /request: "[A-Z]+ (\S+) HTTP\//.exec(line)?.slice(1) ?? [];

/** A folder for what nginx holds back of large answers and uploads, which its workers may not write to, by its error log and by its rights now. */
export function spoolOf(
  system: System,
  files: readonly ConfigurationFile[],
  proxy: string,
  owners: readonly Process[],
): Spool | undefined {
  const worker = NGINX.test(proxy) ? workerOf(owners) : undefined;
  if (!worker || worker.uid === 0) return undefined;
  for (const path of logPaths(files, proxy)) {
    const failed = textOf(system, worker.root + path, -TAIL)
      .split('\n')
      .filter(line => FAILED.test(line));
    const line = failed.at(-1);
    const folder = FAILED.exec(line ?? '')?.[1];
    const who = folder === undefined ? null : credentialsOf(system, worker);
    const denied = who && closedParts(system, worker.root, folder!, who, 'w')[0]?.path;
    if (!denied) continue;
    const paths = [...new Set(failed.flatMap(pathIn))];
    return {
      log: path,
      line: line!.slice(0, 400),
      folder: wholeOf(folder!),
      denied,
      user: worker.user,
      paths,
    };
  }
  return undefined;
}
