import type { Probe } from '../../facts/probes/types.js';
import type { UnixListener } from '../../facts/sockets/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import type { Startable } from '../../programs/fixes/start.js';
import { baseName } from '../../programs/invocation.js';
import { quoted } from '../../programs/shell.js';
import { probeOf } from '../probe.js';
import type { Finding } from '../rule.js';
import { absent } from './absent.js';
import { asEvidence, stateOf } from './stopped-here.js';

/** What the attempt to connect to a unix socket says of a path that nobody listens at (unix(7), connect(2)). */
export function deserted(
  question: Question,
  probes: readonly Probe[],
  others: readonly UnixListener[],
  stopped: readonly Startable[] = [],
): Finding | undefined {
  const errno = probeOf(probes, question)?.errno;
  const path = question.target.socketPath;
  if (errno !== 'ENOENT' && errno !== 'ECONNREFUSED') return undefined;
  // An abstract name is there only as long as its socket is.
  const gone = errno === 'ENOENT' || isAbstract(path ?? '');
  const name = `/${baseName(path ?? '')}`;
  const elsewhere = others.find(each => each.path !== path && each.path.endsWith(name))?.path;
  const found = absent(
    [whereNobody(path ?? '', gone, elsewhere), ...stopped.map(each => `${stateOf(each)}.`)].join(' '),
    gone ? 'no such socket' : 'left over',
    [
      { fact: 'probes', says: `connect to ${path}: ${errno}`, source: 'connect(2)' },
      ...stopped.map(asEvidence),
    ],
    [
      ...stopped.map(each => each.fix),
      ...(elsewhere ? [ofThatName(elsewhere)] : []),
      {
        title: 'Start the server, and look at what it prints: it names the path that it took',
        text: `Then ask again:\n  netcheck why ${quoted(question.target.input)}`,
        needsRoot: false,
      },
    ],
  );
  return { ...found, headline: gone ? 'there is no such socket' : 'no program listens on the socket' };
}

const isAbstract = (path: string): boolean => path.startsWith('@');

function whereNobody(path: string, gone: boolean, elsewhere: string | undefined): string {
  if (isAbstract(path))
    return `Nobody listens at the abstract name ${path} in this network namespace; containers have names of their own.`;
  if (!gone) return `${path} is there, but no program listens on it: whoever made it has ended.`;
  return `There is no socket ${path}: ${elsewhere ? `a server has made one of that name at ${elsewhere}` : 'the server has not made it, or makes it elsewhere'}.`;
}

const ofThatName = (path: string): Fix => ({
  title: 'Ask where it is',
  text: `  netcheck why ${quoted(`unix:${path}`)}\nClients take the path as an option: psql -h FOLDER, mariadb --socket PATH, redis-cli -s PATH.`,
  needsRoot: false,
});
