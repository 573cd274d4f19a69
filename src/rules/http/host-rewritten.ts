import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Passing } from '../../facts/upstreams/types.js';
import { upstreamName } from '../../programs/proxies/upstream.js';
import type { Finding } from '../rule.js';
import { advice, finding, hostIn, statusOf, type Talk, told } from '../talk.js';
import { inRow } from './behind-proxy.js';
import { givesItself } from './gives-itself.js';
import { gatekeeperOf } from './host-checks.js';
import { reloadOf } from './owner.js';
import { quoted } from './status.js';

/** What is known of the way to the application. */
interface Way {
  readonly passing: Passing;
  readonly files: readonly ConfigurationFile[];
  /** The master process of the proxy that was asked, if it is here. */
  readonly master: Process | undefined;
}

/** A gateway's own failures (RFC 9110, section 15.6): the application has turned nothing away. */
const GATEWAY: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * A proxy that puts another Host header in the place of the client's: the application turns that away, and answers the
 * same request with the client's own.
 */
export function hostRewritten(talk: Talk, { passing, files, master }: Way): Finding | undefined {
  const { end } = talk;
  const { proxy, upstreams, host: passed, fronts = [] } = passing;
  if (!talk.url || proxy === null || !passed || !end.http || GATEWAY.has(end.http.status)) return undefined;
  const keeper = gatekeeperOf(end.http, end.path)?.title;
  if (!keeper && fronts.length === 0 && givesItself(files, proxy, end)) return undefined;
  const host = hostIn(end.name ?? end.address);
  // Who answers by that name too, without the proxy, minds something else that the proxy brings.
  if (upstreams.some(state => state.handed !== undefined && state.handed < 400)) return undefined;
  const [welcome, upstream] =
    upstreams
      .flatMap(state => state.probes.map(({ conversations }) => [conversations[0], state.upstream] as const))
      .find(([first]) => first?.http && first.http.status < 400 && hostIn(first.name ?? '') === host) ?? [];
  if (!welcome?.http || !upstream) return undefined;
  const app = keeper ?? 'The application';
  const name = upstreamName(upstream);
  const reload = master && fronts.length === 0 && /^nginx/.test(master.name) ? reloadOf(master) : undefined;
  const steps = passed.edit && reload && [{ do: 'edit' as const, ...passed.edit }, ...reload];
  return finding(
    'error',
    `${app} behind ${inRow(proxy, fronts)} does not accept the Host header that ${proxy} sends it, ${passed.host}: ${statusOf(end.http)}. To ${host} it answers ${statusOf(welcome.http)}.`,
    `${proxy} sends Host: ${passed.host}`,
    [
      told(end, `${statusOf(end.http)}. ${quoted(end.http)}`),
      {
        fact: 'configuration',
        says: `${proxy} passes requests on with Host: ${passed.host}`,
        source: passed.place,
      },
      told(welcome, `${name} itself answers Host: ${welcome.name} with ${statusOf(welcome.http)}`),
    ],
    {
      fixes: [
        steps
          ? { title: `Pass the client's own Host on: ${passed.setting}`, steps, needsRoot: master?.uid === 0 }
          : advice(
              `Pass the client's own Host on: ${passed.setting}`,
              `Beside ${passed.place}; then reload ${proxy}.`,
              true,
            ),
      ],
      outcome: 'http-error',
    },
  );
}
