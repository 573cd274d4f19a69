import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Conversation } from '../../facts/probes/types.js';
import type { Process } from '../../facts/processes/types.js';
import { changedSince } from '../changed-since.js';
import { momentToSecond } from '../moment.js';
import { advice } from '../talk.js';
import type { LostPath } from './lost-path.js';
import { masterAmong, reloadOf } from './owner.js';

/** The pages by which nginx and Apache themselves say that there is nothing. */
const ownPage = /<center>(?:nginx|openresty)|The requested URL was not found on this server\./;

/**
 * The web server answers by itself, and the file that is to decide on the request (`place`, with its line) was changed after the
 * newest of its processes began: at each reload all workers are started anew.
 */
export function notReadYet(
  { http }: Conversation,
  place: string | undefined,
  holders: readonly Process[],
  files: readonly ConfigurationFile[],
): LostPath | undefined {
  const file = files.find(({ path }) => path === place?.replace(/:\d+$/, ''));
  const [newest] = [...holders].sort((a, b) => b.startedAt - a.startedAt);
  const master = masterAmong(holders);
  if (!file || !newest || !master || !ownPage.test(http?.body ?? '')) return undefined;
  if (!changedSince(file, newest.startedAt)) return undefined;
  const title = `Let ${master.name} read its files again`;
  const reload = reloadOf(master);
  return {
    says: `${file.path} decides on this request, and was changed after ${master.name} read it.`,
    evidence: {
      fact: 'configuration',
      says: `changed ${momentToSecond(file.modifiedAt)}; the newest process of ${master.name} began ${momentToSecond(newest.startedAt)}`,
      source: `${file.path}, /proc/${newest.pid}/stat`,
    },
    fix: reload
      ? { title, steps: [reload], needsRoot: master.uid === 0 }
      : advice(title, `Reload ${master.name}.`, true),
  };
}
