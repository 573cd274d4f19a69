import { known, valueIn } from '../../facts/fact.js';
import { networksOf } from '../../facts/interfaces/networks.js';
import { isLoopback, isPrivate } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { returned, timedOut } from '../firewall/counted.js';
import { probeOf } from '../probe.js';
import { defineRule, type Evidence } from '../rule.js';
import { answeredPast } from './answered-past.js';
import { loopsBack } from './loops-back.js';
import { evidenceOf, wayOut } from './way.js';

/**
 * Suspected where a public address on which this machine's own port was asked for does not answer from inside: this
 * machine has private addresses only, and serves that very port. Proven where the packets came back with this machine's
 * own address as their source, which the kernel drops (net/ipv4/route.c, martian source); or where the gateway itself has
 * the address and refuses.
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
    const back = returned(limits);
    const isReturned = probe.outcome === 'timeout' && back >= 2 * timedOut(valueIn(probes) ?? []);
    const proof = isReturned
      ? cameBack(question, inner, back)
      : probe.atGateway
        ? refusedByRouter(question, lookup.gateway)
        : undefined;
    return {
      severity: proof ? 'error' : 'warning',
      summary:
        proof?.summary ??
        `${address} does not answer from here, while this machine itself serves port ${port}: if ${address} is your router's public address, the router does not loop it back to the inside.`,
      says: `${proof ? '' : 'perhaps '}not looped back by the router`,
      outcome: probe.outcome === 'timeout' ? 'timeout' : 'refused',
      evidence: [
        evidenceOf(lookup),
        {
          fact: 'sockets',
          says: `This machine listens on ${served.local.address}, port ${port}`,
          source: 'sock_diag',
        },
        ...(proof ? [proof.evidence] : []),
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

/** What shows that the router is the one who does not loop back. */
interface Proof {
  readonly summary: string;
  readonly evidence: Evidence;
}

/** The packets came back with this machine's own address as their source. */
const cameBack = ({ address, port }: Question, inner: string | null, back: number): Proof => ({
  summary: `The router sends what this machine asks of ${address}:${port} back to this machine, as it came from ${inner}: the kernel drops packets that claim to come from itself.`,
  evidence: {
    fact: 'limits',
    says: `${back} packets came in with a source that is this machine's own address, and were dropped`,
    source: '/proc/net/stat/rt_cache (in_martian_src)',
  },
});

/** The gateway has the address, and its own word is that nothing is there. */
const refusedByRouter = ({ address, port }: Question, gateway: string): Proof => ({
  summary: `${address} is the router's own address, and the router itself refuses port ${port} from the inside, while this machine serves it: either it does not loop its public address back, or it forwards the port to nobody, which only a client outside can tell.`,
  evidence: {
    fact: 'probes',
    says: `${address} refuses packets too that no router passes on: ${gateway} has the address itself`,
    source: 'connect() with IP_TTL 1',
  },
});
