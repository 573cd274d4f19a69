import { type Fact, valueIn } from '../facts/fact.js';
import type { FactValues } from '../facts/facts.js';
import { invocationOf } from '../programs/invocation.js';
import { type Front, frontOf } from '../programs/proxies/fronts.js';
import { isProxy } from '../programs/proxies/upstreams.js';

/** A way through a proxy that runs here and listens on the port of that way. */
export interface FoundFront extends Front {
  /** The proxy: nginx (pid 7). */
  readonly proxy: string;
}

/** The proxy on this machine that passes requests on to a unix socket, by its configuration; undefined where none is seen. */
export function frontOnPort(
  facts: Pick<FactValues, 'processes' | 'listeners' | 'owners'> & {
    readonly configuration: Fact<FactValues['configuration']>;
  },
  socket: string,
): FoundFront | undefined {
  const { processes, listeners, owners, configuration } = facts;
  const files = (valueIn(configuration) ?? []).filter(({ path, text }) => !isScript(path, text));
  for (const process of processes.filter(({ name }) => isProxy(name))) {
    const holds = (inode: number) => {
      const holders = owners.pidsByInode[inode] ?? [];
      // Whose a port of another user is, only root sees.
      return holders.length === 0 || holders.includes(process.pid);
    };
    const ports = listeners
      .filter(each => each.protocol === 'tcp' && holds(each.inode))
      .map(({ local }) => local.port);
    const { args } = invocationOf(process);
    const front = frontOf(
      files,
      process.name,
      args,
      [...new Set(ports)].sort((a, b) => a - b),
      socket,
    );
    if (front) return { ...front, proxy: `${process.name} (pid ${process.pid})` };
  }
  return undefined;
}

/** What starts a server, or is one, says nothing of a proxy. */
const isScript = (path: string, text: string): boolean =>
  text.startsWith('#!') || /\.(sh|py|rb|json|env|[cm]?[jt]s)$/.test(path);
