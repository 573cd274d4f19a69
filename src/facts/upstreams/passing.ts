import { hostPassed } from '../../programs/proxies/host-passed.js';
import { pathPassed } from '../../programs/proxies/path-passed.js';
import { isProxy, upstreamsOf } from '../../programs/proxies/upstreams.js';
import type { Conversation } from '../probes/types.js';
import { exhaustedFpm } from './exhausted.js';
import { asAsked } from './failure.js';
import { withPolicy } from './forbidden.js';
import { withHolders } from './holders.js';
import { requestTo } from './inside.js';
import { withStale } from './stale.js';
import { type Around, stateOf } from './state.js';
import type { Passing, UpstreamState } from './types.js';

const isFastcgi = ({ upstream }: UpstreamState): boolean => upstream.protocol === 'fastcgi';

/** The proxy has waited for its upstream (11: EAGAIN of a socket of PHP-FPM whose queue is full). */
const isLate = ({ http }: Conversation, logged: Passing['logged']): boolean =>
  http === null || http.status === 504 || /\(11: /.test(logged?.line ?? '');

/** The application knows a page by the path that its proxy makes of it. */
function handedPath(...asked: Parameters<typeof pathPassed>): { readonly path?: string } {
  const path = pathPassed(...asked)?.handed;
  return path === undefined ? {} : { path };
}

/** The name that a proxy puts in the place of the client's, where an application may turn away the one or the other. */
function otherHost(host: string | null, asked: string | null): { readonly handed?: string } {
  const handed = host?.replace(/:\d+$/, '');
  return asked === null || handed === undefined || handed === asked ? {} : { handed };
}

/**
 * Where a proxy passes the request on to that `end` answers, and what is there, with the name by which that is asked.
 * `logged`: the proxy's last words about it. `host`: the name by which the application is asked, where that is known: the
 * client's, unless its proxy puts another in the place of that.
 */
export async function passingOf(
  end: Conversation,
  proxy: string,
  logged: Passing['logged'],
  around: Omit<Around, 'as' | 'handed'>,
): Promise<{ readonly passing: Passing & { readonly proxy: string }; readonly host: string | null }> {
  const { system, owners, files } = around;
  const asked = [
    files,
    proxy,
    requestTo(owners.find(({ name }) => isProxy(name)) ?? owners[0], end),
  ] as const;
  const passed = hostPassed(...asked);
  const name = passed?.host ?? asked[2].host;
  const host = name?.includes('$') ? null : name;
  const as = asAsked(end);
  const behind = {
    ...around,
    as: { ...as, ...handedPath(...asked) },
    ...otherHost(host, as.name),
  };
  const states = await Promise.all(upstreamsOf(...asked).map(each => stateOf(each, behind)));
  const fpm = isLate(end, logged) && states.some(isFastcgi) ? exhaustedFpm(system) : undefined;
  const told = states.map(each =>
    fpm && isFastcgi(each) ? { ...each, exhausted: fpm } : withHolders(system, each),
  );
  const upstreams = await withPolicy(system, withStale(told, logged), logged);
  return { passing: { proxy, upstreams, logged, ...(passed && { host: passed }) }, host };
}
