import { known, valueIn } from '../../facts/fact.js';
import { networksOf } from '../../facts/interfaces/networks.js';
import { isLoopback, isPrivate } from '../../net/prefix.js';
import { growthOf, timedOut } from '../firewall/counted.js';
import { probeOf } from '../probe.js';
import { defineRule } from '../rule.js';
import { answeredPast } from './answered-past.js';
import { loopsBack } from './loops-back.js';
import { evidenceOf, wayOut } from './way.js';

/**
 * Suspected where a public address on which this machine's own port was asked for does not answer from inside: this
 * machine has private addresses only, and serves that very port. Proven where the packets came back with this machine's
 * own address as their source, which the kernel drops (net/ipv4/route.c, martian source).
 */
export const rule = defineRule({
  code: 'route/hairpin-nat',
  needs: ['routes', 'interfaces', 'sockets'],
  mayUse: ['probes', 'firewall', 'limits'],
  check({ routes, interfaces, sockets, probes, firewall, limits }, question) {
    if (question.local) {
      const seen = {
        interfaces,
        probes,
        firewall,
        limits,
        routes: known(routes, 'rtnetlink'),
        sockets: known(sockets, 'sock_diag'),
      };
      return loopsBack(seen, question) ?? answeredPast(seen, question);
    }
    const lookup = wayOut(routes, question);
    const { address, port, family } = question;
    if (!lookup?.gateway || family !== 4 || isPrivate(address) || isLoopback(address)) return undefined;
    const probe = probeOf(valueIn(probes), question);
    if (probe?.outcome !== 'timeout' && probe?.outcome !== 'refused') return undefined;
    const places = networksOf(interfaces).filter(place => place.family === 4 && place.usable);
    if (places.length === 0 || !places.every(place => place.address !== null && isPrivate(place.address)))
      return undefined;
    const served = sockets.find(
      socket => socket.state === 'listen' && socket.local.port === port && !isLoopback(socket.local.address),
    );
    if (!served) return undefined;
    const inner = places[0]!.address;
    const returned = growthOf(limits, 'in_martian_src');
    const proven = probe.outcome === 'timeout' && returned >= 2 * timedOut(valueIn(probes) ?? []);
    return {
      severity: proven ? 'error' : 'warning',
      summary: proven
        ? `The router sends what this machine asks of ${address}:${port} back to this machine, as it came from ${inner}: the kernel drops packets that claim to come from itself.`
        : `${address} does not answer from here, while this machine itself serves port ${port}: if ${address} is your router's public address, the router does not loop it back to the inside.`,
      says: `${proven ? '' : 'perhaps '}not looped back by the router`,
      outcome: probe.outcome === 'timeout' ? 'timeout' : 'refused',
      evidence: [
        evidenceOf(lookup),
        {
          fact: 'sockets',
          says: `This machine listens on ${served.local.address}, port ${port}`,
          source: 'sock_diag',
        },
        ...(proven
          ? [
              {
                fact: 'limits' as const,
                says: `${returned} packets came in with a source that is this machine's own address, and were dropped`,
                source: '/proc/net/stat/rt_cache (in_martian_src)',
              },
            ]
          : []),
      ],
      fixes: [
        {
          title: `From inside, use ${inner}:${port}`,
          text: `Try the public address from outside (a phone without Wi-Fi). For one name inside and outside, let the local name server or /etc/hosts answer ${inner}.`,
          needsRoot: false,
        },
      ],
    };
  },
});
