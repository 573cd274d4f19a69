import { isLoopback } from '../../net/prefix.js';
import { defineRule } from '../rule.js';

/** A page that came over https may not load from http, but for this machine itself (W3C Mixed Content, Secure Contexts). */
export const rule = defineRule({
  code: 'client/mixed-content',
  needs: ['subject'],
  check(_facts, question) {
    const { origin, scheme, host, input } = question.target;
    if (!origin?.startsWith('https://') || (scheme !== 'http' && scheme !== 'ws')) return undefined;
    if (host === null || /(^|\.)localhost$/i.test(host) || isLoopback(host)) return undefined;
    return {
      severity: 'warning',
      summary: `A page from ${origin} may not load ${input}: browsers block plain http from https pages, and nothing arrives at the server. curl gets through.`,
      says: 'http from an https page',
      evidence: [
        {
          fact: 'subject',
          says: `the page is https, the target ${scheme}`,
          source: '--origin and the target',
        },
      ],
      fixes: [
        {
          title: 'Serve it over https',
          text: "Put a proxy with a certificate in front (Caddy, nginx), or let the page's own server pass it on under its own name.",
          needsRoot: false,
        },
      ],
      outcome: 'ok',
    };
  },
});
