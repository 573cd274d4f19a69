import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { forwardOf } from '../../facts/upstreams/forward.js';
import { isLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { upstreamsOf } from '../../programs/proxies/upstreams.js';
import type { Server } from './relatives.js';

/** A server is the way to another one on the same port: a proxy that passes the request on to it, or a forwarder of connections. */
export function isInFront(
  { process, holders }: Server,
  behind: Server,
  { port, target }: Question,
  files: readonly ConfigurationFile[],
): boolean {
  const { local } = behind.socket;
  const passed = { port, host: target.host, path: target.path ?? '/', args: process.command.slice(1) };
  const forward = forwardOf(holders, port, files);
  const ends = forward ? [forward] : upstreamsOf(files, process.name, passed);
  return ends.some(
    end =>
      end.port === local.port &&
      (end.host === local.address || (end.host === 'localhost' && isLoopback(local.address))),
  );
}
