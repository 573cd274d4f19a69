import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { hostAndPort, lineAt, type Upstream } from './upstream.js';

/** Where PostgreSQL listens. */
const USUAL = 5432;

/**
 * PgBouncer: the databases of its file, each with the server that it is on (pgbouncer.org/config.html, "Section [databases]"):
 * that which a client without any wishes means, or else the one for all others, or else all of them. Without a host it is a unix
 * socket, in a folder that was chosen when PgBouncer was built.
 */
export function pgbouncerUpstreams(files: readonly ConfigurationFile[]): readonly Upstream[] {
  const found = files.flatMap(({ path, text }) => {
    const section = /^[ \t]*\[databases\][ \t]*$([\s\S]*?)(?=^[ \t]*\[|(?![\s\S]))/m.exec(text);
    if (!section) return [];
    const start = section.index + section[0].length - section[1]!.length;
    return [...section[1]!.matchAll(/^[ \t]*([^\s;#=%][^\s=]*)[ \t]*=[ \t]*(.*)$/gm)].map(match => ({
      name: match[1]!.replace(/^"|"$/g, ''),
      value: match[2]!,
      place: { file: path, line: lineAt(text, start + match.index), text: hidden(match[0].trim()) },
    }));
  });
  const named = (name: string) => found.filter(each => each.name === name);
  const meant = [named('postgres'), named('*'), found].find(each => each.length > 0) ?? [];
  return meant.flatMap(({ value, place }): readonly Upstream[] => {
    const [host, port] = [parameterOf(value, 'host'), Number(parameterOf(value, 'port') ?? USUAL)];
    const common = { ...place, protocol: 'http', raw: true } as const;
    if (host?.startsWith('/'))
      return [{ ...common, host: null, port: null, path: `${host}/.s.PGSQL.${port}` }];
    // Of several hosts, those behind the first may do.
    const to = host?.includes(',')
      ? undefined
      : host && hostAndPort(host.includes(':') ? `[${host}]` : host, port);
    return to ? [{ ...common, ...to, path: null }] : [];
  });
}

const parameterOf = (line: string, name: string): string | undefined =>
  new RegExp(`(?:^|\\s)${name}[ \\t]*=[ \\t]*'?([^\\s']+)`).exec(line)?.[1];

/** A password is for nobody's eyes, and goes on behind a quote that is doubled. */
const hidden = (line: string): string =>
  line.replace(/(password[ \t]*=[ \t]*)(?:'(?:[^']|'')*(?:'|$)|\S+)/gi, '$1…');
