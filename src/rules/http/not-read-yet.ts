import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Conversation } from '../../facts/probes/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { changedSince, changeSaid } from '../changed-since.js';
import type { Evidence } from '../rule.js';
import { advice } from '../talk.js';
import type { LostPath } from './lost-path.js';
import { masterAmong, reloadOf } from './owner.js';

/** The pages by which nginx and Apache themselves say that there is nothing. */
const ownPage = /<center>(?:nginx|openresty)|The requested URL was not found on this server\./;
const isOwnPage = ({ http }: Conversation): boolean => ownPage.test(http?.body ?? '');

/** What becomes of a reload where the files hold a mistake (httpd.apache.org, "Stopping and Restarting": the parent exits). */
const withMistake = (server: string): string =>
  server.startsWith('nginx')
    ? 'With a mistake in its files nginx stays as it is: nginx -t names the line.'
    : `With a mistake in its files ${server} ends at this. Where you are not sure, look first: apachectl configtest`;

/** A web server whose file was changed after it read it. */
export interface Unread {
  readonly path: string;
  /** The server's name. */
  readonly server: string;
  readonly evidence: Evidence;
  readonly fix: Fix;
}

/** The file was changed after the newest of the server's processes began: at each reload all workers are started anew. */
export function unreadFile(
  path: string | undefined,
  holders: readonly Process[],
  files: readonly ConfigurationFile[],
): Unread | undefined {
  const file = files.find(each => each.path === path);
  const [newest] = [...holders].sort((a, b) => b.startedAt - a.startedAt);
  const master = masterAmong(holders);
  if (!file || !newest || !master || !changedSince(file, newest.startedAt)) return undefined;
  const title = `Let ${master.name} read its files again`;
  const reload = reloadOf(master);
  return {
    path: file.path,
    server: master.name,
    evidence: {
      fact: 'configuration',
      says: changeSaid(file, newest.startedAt, `the newest process of ${master.name} began`),
      source: `${file.path}, /proc/${newest.pid}/stat`,
    },
    fix: reload
      ? { title, steps: reload, text: withMistake(master.name), needsRoot: master.uid === 0 }
      : advice(title, `Reload ${master.name}.`, true),
  };
}

/**
 * The web server answers by itself, as it does to any name (`toAnybody`), and has not read the file yet that is to decide on
 * the request (`place`, with its line).
 */
export function notReadYet(
  end: Conversation,
  toAnybody: boolean,
  place: string | undefined,
  holders: readonly Process[],
  files: readonly ConfigurationFile[],
): LostPath | undefined {
  if (!toAnybody && !isOwnPage(end)) return undefined;
  const unread = unreadFile(place?.replace(/:\d+$/, ''), holders, files);
  return (
    unread && {
      says: `${unread.path} decides on this request, and was changed after ${unread.server} read it.`,
      evidence: unread.evidence,
      fix: unread.fix,
    }
  );
}
