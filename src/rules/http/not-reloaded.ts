import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Passing } from '../../facts/upstreams/types.js';
import { formatEndpoint } from '../../net/address.js';
import { placeOf, upstreamName } from '../../programs/proxies/upstream.js';
import { advice } from '../talk.js';
import { reloadOf } from './owner.js';
import type { ProxyWords } from './proxy-words.js';

/** Whom nginx has asked for this very request, by its log: upstream: "http://127.0.0.1:3000/". */
function askedFor(path: string | null, line = ''): string | undefined {
  const place = /upstream: "[a-z]+:\/\/([^"/\s]+:\d+)[/"]/.exec(line)?.[1];
  return line.includes(` ${path ?? '/'} HTTP/`) ? place : undefined;
}

/** A place may be written for other requests than this one (error_page, X-Accel-Redirect), and this one have come to it by them. */
const isWritten = (place: string, files: readonly ConfigurationFile[]): boolean => {
  const port = new RegExp(`${/:\d+$/.exec(place)?.[0]}\\b`);
  return files.some(({ text }) => port.test(text.replace(/#.*/g, '')));
};

/** The file leads somewhere else by now, to an application that answers: nginx has not read it since. */
export function notReloaded(
  { logged, upstreams }: Pick<Passing, 'logged' | 'upstreams'>,
  files: readonly ConfigurationFile[],
  path: string | null,
  master: Process | undefined,
): ProxyWords | undefined {
  const asked = askedFor(path, logged?.line);
  const isAsked = ({ upstream, addresses }: (typeof upstreams)[number]) =>
    upstream.port === null ||
    [upstreamName(upstream), ...addresses.map(each => formatEndpoint(each, upstream.port ?? 0))].includes(
      asked ?? '',
    );
  const well = upstreams.find(({ probes }) =>
    probes.some(({ conversations: [first] }) => (first?.http?.status ?? 500) < 500),
  );
  if (asked === undefined || !well || upstreams.some(isAsked) || isWritten(asked, files)) return undefined;
  const reload = master && reloadOf(master);
  const title = 'Let nginx read its configuration again';
  return {
    says: `it still asks ${asked}, and ${placeOf(well.upstream)} leads to ${upstreamName(well.upstream)}, which answers: the file was changed, and nginx has not read it since`,
    fixes: [reload ? { title, steps: reload, needsRoot: true } : advice(title, '  nginx -s reload', true)],
  };
}
