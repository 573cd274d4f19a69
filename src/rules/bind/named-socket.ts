import type { Question } from '../../net/question.js';
import { absent } from '../port/absent.js';
import type { Finding, Seen } from '../rule.js';
import { socketWords } from './socket-words.js';

/** Servers whose unix socket tells by its name whose it is; libpq's has the port in it. */
const names = [
  { id: 'postgres', title: 'PostgreSQL', path: /\/\.s\.PGSQL\.(\d+)$/ },
  { id: 'mariadb', title: 'MySQL or MariaDB', path: /\/(?:mysqld?|mariadb)\.sock$/, port: 3306 },
  { id: 'redis', title: 'Redis', path: /\/redis(?:-server)?\.sock$/, port: 6379 },
] as const;

type Server = (typeof names)[number];

/** The port that goes with the socket, which is also the server's by TCP where its name has it. */
const portOf = (server: Server, path: string): number | undefined => {
  const found = server.path.exec(path);
  return found ? ('port' in server ? server.port : Number(found[1])) : undefined;
};

/**
 * A server of another user, that the caller may not see, listens on a unix socket that goes by the name of the asked
 * port's server. Where its name leaves the port open, it may have another one: then no port of a stranger may be there.
 */
export function namedSocket(
  { unixListeners, owners, listeners }: Seen<'unixListeners' | 'owners' | 'listeners', never>,
  { port }: Question,
): Finding | undefined {
  const isHidden = ({ inode }: { readonly inode: number }) => owners.hidden.includes(inode);
  const strangers = listeners.some(each => isHidden(each) && each.uid !== 0 && each.local.port > 1023);
  for (const { path, inode, type } of unixListeners) {
    const server = names.find(each => port !== 0 && portOf(each, path) === port);
    if (!server || type !== 'stream' || !isHidden({ inode }) || ('port' in server && strangers)) continue;
    const { title, client, port: onPort } = socketWords(server.id);
    return absent(
      `${server.title} listens on the unix socket ${path}, and on no port ${port}: nobody can reach it by TCP.`,
      `unix socket ${path}`,
      [
        {
          fact: 'unixListeners',
          says: `somebody of another user listens on ${path}`,
          source: 'unix_diag or /proc/net/unix',
        },
      ],
      [
        { title, text: client(path), needsRoot: false },
        { title: 'Let it listen on a port', text: onPort, needsRoot: true },
      ],
    );
  }
  return undefined;
}
