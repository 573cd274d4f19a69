import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Step } from '../fixes/fix.js';
import { serversAt } from './nginx-servers.js';
import { type Passed, standsOnce } from './upstream.js';

/**
 * What puts `ssl` behind those lines by which a site of nginx listens on a port, where it has a certificate and they lack the word
 * (nginx.org, "Configuring HTTPS servers"); undefined where that is not what is missing, or where a line stands twice in its file.
 */
export function sslEdits(files: readonly ConfigurationFile[], passed: Passed): readonly Step[] | undefined {
  const { server, servers } = serversAt(files, passed);
  // A port speaks TLS for all of its sites: one without a certificate would lose its clients, and may keep nginx from starting.
  const isReady = servers.every(({ block }) => block.some(({ name }) => name === 'ssl_certificate'));
  if (!server || !isReady) return undefined;
  const lines = server.block.filter(
    ({ name, arguments: [address = '', ...options] }) =>
      name === 'listen' &&
      (address === String(passed.port) || address.endsWith(`:${passed.port}`)) &&
      !options.includes('quic'),
  );
  if (lines.length === 0 || lines.some(({ arguments: words }) => words.includes('ssl'))) return undefined;
  const edits = lines.map(({ file, arguments: words }) => ({ file, text: `listen ${words.join(' ')}` }));
  const whole = (path: string) => files.find(each => each.path === path)?.text;
  return edits.every(({ file, text }) => standsOnce(`${text};`, whole(file)))
    ? edits.map(({ file, text }) => ({ do: 'edit', file, find: `${text};`, replace: `${text} ssl;` }))
    : undefined;
}
