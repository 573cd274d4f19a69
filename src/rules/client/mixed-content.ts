import { isThisMachine } from '../../facts/probes/other-names.js';
import { locationOf } from '../../facts/probes/redirects.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { probeOf } from '../probe.js';
import { defineRule, type Evidence, type Finding } from '../rule.js';
import { advice, statusOf, told } from '../talk.js';

/** A page that came over https may not load from http, but for this machine itself (W3C Mixed Content, Secure Contexts), nor be sent there. */
export const rule = defineRule({
  code: 'client/mixed-content',
  needs: ['probes'],
  check({ probes }, question) {
    const { origin, scheme, host, input } = question.target;
    if (!origin?.startsWith('https://')) return undefined;
    const plain = scheme === 'http' || scheme === 'ws';
    if (!plain || host === null || isThisMachine(host)) return sentThere(probeOf(probes, question), origin);
    return blocked(
      `A page from ${origin} may not load ${input}: browsers block plain http from https pages, and nothing arrives at the server. curl gets through.`,
      {
        fact: 'subject',
        says: `the page is https, the target ${scheme}`,
        source: '--origin and the target',
      },
      advice(
        'Serve it over https',
        "Put a proxy with a certificate in front (Caddy, nginx), or let the page's own server pass it on under its own name.",
      ),
    );
  },
});

/** An answer on the way sends the client on to plain http. */
function sentThere(probe: Probe | undefined, origin: string): Finding | undefined {
  for (const hop of probe?.conversations ?? []) {
    const goal = hop.reason === 'asked' || hop.reason === 'redirect' ? locationOf(hop) : null;
    if (!hop.http || goal?.protocol !== 'http:' || isThisMachine(goal.hostname.replace(/^\[|\]$/g, '')))
      continue;
    return blocked(
      `A page from ${origin} is sent on to ${goal.href}, which it may not load: browsers block plain http from https pages, after a redirect too. curl gets through.`,
      told(hop, `${statusOf(hop.http)}, Location: ${goal.href}`),
      toHttps,
    );
  }
  return undefined;
}

/** What answers behind a proxy writes the scheme that the proxy uses, unless it is told of the client's. */
const toHttps = advice(
  'Let the server redirect to https, or ask where it redirects to',
  'Often a slash at the end of the path spares the redirect. Behind a proxy that ends TLS, let the proxy send X-Forwarded-Proto, and the application take its word: uvicorn --proxy-headers --forwarded-allow-ips ADDRESS; Django: SECURE_PROXY_SSL_HEADER; Flask: ProxyFix; Express: trust proxy.',
);

const blocked = (summary: string, evidence: Evidence, fix: Fix): Finding => ({
  severity: 'warning',
  summary,
  says: 'http from an https page',
  evidence: [evidence],
  fixes: [fix],
  outcome: 'ok',
});
