import type { Unreadable } from '../../facts/upstreams/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { logSays } from '../log-line.js';
import { advice } from '../talk.js';
import type { LogWords } from './log-words.js';
import type { LostPath } from './lost-path.js';
import { opened } from './upstream-fixes.js';

/** Root's own folder, and files whose names begin with a dot, are closed on purpose. */
const isPrivate = ({ closed }: Unreadable): boolean =>
  closed.some(
    ({ path }) =>
      /^(?:\/proc\/\d+\/root)?\/root$/.test(path) || /\/\.(?!(?:htaccess|well-known)$)[^/]*$/.test(path),
  );

/** What the server's user may not do, as the second half of a sentence. */
function whatIsClosed({ closed: [first], file, user }: Unreadable): string {
  const { right, path } = first!;
  const way = path.endsWith(file) ? '' : ` on the way to ${file}`;
  const what = right === 'r' ? `read ${file}` : `enter ${path}${way}`;
  return `the server's user ${user} may not ${what}`;
}

/** Opens every part of the way that is closed to the server's user. */
function openingOf(unreadable: Unreadable): Fix {
  const { closed, user } = unreadable;
  if (isPrivate(unreadable))
    return advice(
      'Put what is to be served elsewhere',
      `What is in ${closed[0]!.path} is nobody else's on purpose. /srv or /var/www is a place for pages: ${user} needs x on each folder, and r on the file.`,
      true,
    );
  return {
    title: `Let ${user} read it`,
    steps: closed.map(opened),
    risk: 'Other users of this machine may then too. It may be kept from them on purpose.',
    needsRoot: true,
  };
}

/** Of a page that is called missing, and is there. */
export const hiddenBy = (unreadable: Unreadable): LostPath => ({
  says: `By its log, ${whatIsClosed(unreadable)}, and takes it for missing.`,
  evidence: logSays(unreadable.line, unreadable.log),
  fix: openingOf(unreadable),
});

/** Its log's line, with what the rights now say of it. */
export const wordsOf = (unreadable: Unreadable): LogWords => ({
  line: unreadable.line,
  path: unreadable.log,
  says: whatIsClosed(unreadable),
  fix: openingOf(unreadable),
});
