import type { ConfigurationFile } from '../facts/configuration/types.js';
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
      ownFirst(files, process.name, args),
      process.name,
      args,
      [...new Set(ports)].sort((a, b) => a - b),
      socket,
    );
    if (front) return { ...front, proxy: `${process.name} (pid ${process.pid})` };
  }
  return undefined;
}

/** The files from the proxy's main one on, by its arguments or name: those of whoever was named may have been read before. */
const ownFirst = (
  files: readonly ConfigurationFile[],
  name: string,
  args: readonly string[],
): readonly ConfigurationFile[] =>
  files.slice(
    Math.max(
      0,
      files.findIndex(({ path }) => path.includes(name) || args.some(word => word && path.endsWith(word))),
    ),
  );

/** What starts a server, or is one, says nothing of a proxy. */
const isScript = (path: string, text: string): boolean =>
  text.startsWith('#!') || /\.(sh|py|rb|json|env|[cm]?[jt]s)$/.test(path);
