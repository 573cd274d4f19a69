import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { baseName } from '../invocation.js';

/** The ports by the names that lines of /etc/services have for them: `finger 79/tcp`. */
const namesOf = (files: readonly ConfigurationFile[], port: number): readonly string[] =>
  files.flatMap(({ path, text }) =>
    path === '/etc/services'
      ? [...text.matchAll(new RegExp(`^([^\\s#]+)[ \\t]+${port}/tcp`, 'gm'))].map(match => match[1]!)
      : [],
  );

/**
 * By which name TCP wrappers are asked about a service of inetd's: that of the server, where tcpd stands before it
 * (`79 stream tcp nowait nobody /usr/sbin/tcpd in.fingerd`), or inetd has -l; undefined where they are not asked.
 */
export function wrappedService(
  files: readonly ConfigurationFile[],
  port: number,
  args: readonly string[],
): string | undefined {
  const names = [String(port), ...namesOf(files, port)];
  for (const { path, text } of files)
    for (const line of path === '/etc/services' ? [] : text.split('\n')) {
      const [service = '', , , , , server = '', first = ''] = line.trim().split(/\s+/);
      if (!names.includes(service.replace(/^.*:/, ''))) continue;
      return args.includes('-l') || baseName(server) === 'tcpd' ? baseName(first) : undefined;
    }
  return undefined;
}
