import { hostHeader } from '../../facts/probes/http.js';
import { MOST_REDIRECTS, redirectOf, urlOf } from '../../facts/probes/redirects.js';
import { defineRule } from '../rule.js';
import { advice, finding, statusOf, talkOf, told } from '../talk.js';

/** Redirects come back to a URL that was asked before, or do not end. */
export const rule = defineRule({
  code: 'http/redirect-loop',
  needs: ['probes'],
  check({ probes }, question) {
    const talk = talkOf(probes, question);
    if (!talk?.url) return undefined;
    const { end, first, probe } = talk;
    const to = redirectOf(end);
    if (to === null) return undefined;
    const chain = [first, ...probe.conversations.filter(({ reason }) => reason === 'redirect')];
    const next = `${to.scheme}://${hostHeader(to.host, to.port, to.scheme)}${to.path}`;
    const back = chain.some(each => urlOf(each) === next);
    if (!back && chain.length <= MOST_REDIRECTS) return undefined;
    const cookie = chain.some(each => each.http?.headers['set-cookie'] !== undefined);
    const https = to.scheme === 'https' && chain.every(each => each.asked === 'https');
    return finding(
      cookie ? 'warning' : 'error',
      `${back ? `The server redirects in a circle: back to ${next}` : `The server redirects ${MOST_REDIRECTS} times and more, at last to ${next}`}.${cookie ? ' It sets a cookie on the way, so a client that keeps cookies may get through.' : ''}`,
      'redirected in a circle',
      chain
        .slice(0, 4)
        .map(each =>
          told(
            each,
            `${each.http ? statusOf(each.http) : ''}, Location: ${each.http?.headers.location ?? ''}`,
          ),
        ),
      {
        fixes: [
          advice(
            'Break the circle where the server makes it',
            https
              ? 'Behind a proxy that ends TLS, the application sees plain HTTP and redirects to https:// for ever: let the proxy send X-Forwarded-Proto, and the application trust it.'
              : `Two rules contradict each other: www and no www, a slash at the end and none, http and https.${to.path === '/' ? '' : ' Or an application that knows of the path it is below redirects there, and the proxy before it takes that path off (in nginx, a slash at the end of proxy_pass): one of them alone may do so.'}`,
          ),
        ],
        outcome: cookie ? 'ok' : 'http-error',
      },
    );
  },
});
