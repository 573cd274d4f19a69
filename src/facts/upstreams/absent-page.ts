import { nginxPage } from '../../programs/proxies/nginx-page.js';
import { NGINX } from '../../programs/proxies/upstream.js';
import type { System } from '../../system/system.js';
import type { ConfigurationFile } from '../configuration/types.js';
import type { Conversation } from '../probes/types.js';
import type { Process } from '../processes/types.js';
import { requestTo } from './inside.js';
import type { AbsentPage } from './types.js';

/** Undefined where something of that name is there. */
function errorAt(system: System, path: string): string | undefined {
  try {
    system.status(path, true);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? '';
  }
}

/** There is nothing of that name, nor in a file system of the server's own; what may not be looked at may be there. */
const isGone = (system: System, path: string, { pid }: Process): boolean =>
  errorAt(system, path) === 'ENOENT' && errorAt(system, `/proc/${pid}/root${path}`) !== undefined;

/** The file, or the indexes of the folder, that nginx would answer a request with which it turned away, where they are not there. */
export function absentPage(
  system: System,
  files: readonly ConfigurationFile[],
  holders: readonly Process[],
  asked: Conversation | undefined,
): AbsentPage | undefined {
  const server = holders.find(({ name }) => NGINX.test(name));
  // In a root of its own a symbolic link leads elsewhere than from here.
  if (server?.root !== '' || asked?.http?.status !== 403) return undefined;
  const page = nginxPage(files, requestTo(server, asked));
  if (!page) return undefined;
  const { path, indexes } = page;
  const places = indexes?.map(index => path + index) ?? [path];
  return places.every(place => isGone(system, place, server))
    ? { path, isFolder: indexes !== null && !isGone(system, path, server) }
    : undefined;
}
