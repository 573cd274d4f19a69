import { badPorts, serviceAt } from '../../net/ports.js';
import { probeOf } from '../probe.js';
import { defineRule } from '../rule.js';

const MATTERS = new Set(['url', 'port', 'endpoint']);

/** The port is on the Fetch standard's list, and what listens there (or was asked for) is HTTP. */
export const rule = defineRule({
  code: 'client/browser-blocked-port',
  needs: ['probes'],
  check({ probes }, question) {
    const { target, port, protocol } = question;
    if (protocol !== 'tcp' || !badPorts.has(port) || !MATTERS.has(target.kind)) return undefined;
    const spoken = probeOf(probes, question)?.conversations.find(each => each.http !== null);
    if (target.kind !== 'url' && !spoken) return undefined;
    const service = serviceAt(port)?.replace('x11', 'X11');
    return {
      severity: 'warning',
      summary: `Browsers refuse port ${port}${service ? `, which is meant for ${service}` : ''} (ERR_UNSAFE_PORT), and so does fetch(); curl and other programs get through.`,
      says: `browsers refuse port ${port}`,
      evidence: [
        spoken
          ? {
              fact: 'probes',
              says: `HTTP is spoken on port ${port}`,
              source: `GET ${spoken.address}:${spoken.port}`,
            }
          : { fact: 'probes', says: `an HTTP URL with port ${port} was asked for`, source: 'the target' },
      ],
      fixes: [
        {
          title: 'Serve on another port',
          text: `Let the server listen on a port that is free for the web: 3000, 8000 or 8080. ${port} is on the list of https://fetch.spec.whatwg.org/#port-blocking.`,
          needsRoot: false,
        },
      ],
      outcome: 'ok',
    };
  },
});
