import { nginxPage } from '../../programs/proxies/nginx-page.js';
import { NGINX } from '../../programs/proxies/upstream.js';
import type { System } from '../../system/system.js';
import type { ConfigurationFile } from '../configuration/types.js';
import type { Conversation } from '../probes/types.js';
import type { Process } from '../processes/types.js';
import { requestTo } from './inside.js';
import type { AbsentPage } from './types.js';

/** The system says that there is nothing of that name; what may not be looked at may be there. */
function isGone(system: System, path: string): boolean {
  try {
    system.status(path, true);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

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
  return places.every(place => isGone(system, place))
    ? { path, isFolder: indexes !== null && !isGone(system, path) }
    : undefined;
}
