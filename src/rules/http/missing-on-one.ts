import type { Passing } from '../../facts/upstreams/types.js';
import { upstreamName } from '../../programs/proxies/upstream.js';
import type { Finding } from '../rule.js';
import { advice, finding, statusOf, strictly, type Talk, told } from '../talk.js';
import { quoted } from './status.js';
import { failingAlone, givesToo, unlucky } from './unlucky.js';

/** Of several applications behind a proxy one has nothing at the path that the others have: an older release, or a program that was not meant. */
export function missingOnOne(talk: Talk, passing: Passing): Finding | undefined {
  const some = unlucky(talk, passing);
  const answer = some?.talk.end.http;
  if (!some || !answer || (answer.status !== 404 && answer.status !== 410)) return undefined;
  const behind = failingAlone(answer, passing);
  const port = behind?.upstream.port ?? null;
  const found = finding(
    strictly(talk, 'error', 'note'),
    `${behind ? upstreamName(behind.upstream) : 'One of them'} has nothing at ${some.talk.end.path ?? '/'}: ${statusOf(answer)}.`,
    `${answer.status}`,
    [told(some.talk.end, `${statusOf(answer)}. ${quoted(answer)}`), ...(behind ? [givesToo(behind)] : [])],
    {
      fixes: [
        advice(
          'Let all of them serve the same',
          `That one may be an older release, or another program altogether.${port === null ? '' : ` This shows what it is and where it was started:\n  netcheck bg ${port}`}`,
        ),
      ],
    },
  );
  return some.told(found, 'one of the applications behind the proxy has nothing at this path');
}
