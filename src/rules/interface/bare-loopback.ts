import type { Interface } from '../../facts/interfaces/types.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { parseAddress, unmapped } from '../../net/address.js';
import { inPrefix, isLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import { tried } from '../name/tried.js';
import { fateOf, probeOf } from '../probe.js';
import type { Finding } from '../rule.js';
import { at, takersOf } from '../serving.js';
import { flagsOf } from './place.js';

const NOT_HERE: readonly Probe['outcome'][] = ['failed', 'network-unreachable', 'host-unreachable'];

/** No interface has this loopback address, as none has ::1 where IPv6 is switched off. */
export const isNowhere = (address: string, interfaces: readonly Interface[]): boolean =>
  isLoopback(address) &&
  !interfaces.some(item =>
    item.addresses.some(own => inPrefix(unmapped(address), `${own.address}/${own.prefix}`)),
  );

/**
 * The loopback interface is on and lacks the loopback address that was asked for. By a name, that one is tried last of
 * all (RFC 6724, section 5, rule 1): it matters where the server is there alone, or where nothing else was to be tried.
 */
export function bareLoopback(
  interfaces: readonly Interface[],
  question: Question,
  probes: readonly Probe[],
  sockets: readonly Socket[],
): Finding | undefined {
  const { address, port, vantage, family } = question;
  const probe = probeOf(probes, question);
  const lo = interfaces.find(item => item.flags.includes('LOOPBACK'));
  if (vantage.kind !== 'self' || !lo?.flags.includes('UP') || !isNowhere(address, interfaces))
    return undefined;
  if (!probe || !NOT_HERE.includes(probe.outcome)) return undefined;
  const byName = question.target.host !== null && !parseAddress(question.target.host);
  const served = takersOf(sockets, question).length > 0;
  const others = probes.filter(
    each => each.port === port && !each.standsIn && !NOT_HERE.includes(each.outcome),
  );
  const decides = ({ address: other, outcome }: Probe): boolean =>
    outcome === 'connected' || !served || takersOf(sockets, { ...question, address: other }).length > 0;
  if (byName && others.some(decides)) return undefined;
  const why =
    family === 6
      ? 'IPv6 is switched off there, or somebody took the address away'
      : 'somebody took the address away';
  const has = lo.addresses.map(own => `${own.address}/${own.prefix}`).join(', ') || 'no address';
  const fixes = family === 6 ? [switchOn(lo), askIpv4(question)] : [give(lo)];
  return {
    severity: 'error',
    summary: `${address} is not an address of this machine: ${lo.name} has ${has}; ${why}.`,
    says: `${lo.name} lacks ${address}`,
    headline: `this machine has no ${address}`,
    evidence: [tried(probe), { fact: 'interfaces', says: `${flagsOf(lo)}, ${has}`, source: 'rtnetlink' }],
    fixes: served ? fixes : fixes.toReversed(),
    outcome: fateOf(probe),
  };
}

const switchOn = ({ name }: Interface): Fix => ({
  title: `Switch IPv6 on for ${name}`,
  steps: [
    {
      do: 'run',
      command: `sysctl -w ${quoted(`net.ipv6.conf.${name}.disable_ipv6=0`)} && ip -6 addr replace ::1/128 dev ${quoted(name)}`,
    },
  ],
  text: 'It lasts until the next reboot: look for disable_ipv6 in /etc/sysctl.conf and /etc/sysctl.d. Where the kernel was started with ipv6.disable=1, only a start without that helps.',
  needsRoot: true,
});

const askIpv4 = ({ port, target }: Question): Fix => ({
  title: 'Ask for 127.0.0.1 instead',
  text: target.scheme
    ? `${target.scheme}://${at('127.0.0.1', port)}${target.path ?? '/'}`
    : `netcheck why ${at('127.0.0.1', port)}`,
  needsRoot: false,
});

const give = ({ name }: Interface): Fix => ({
  title: `Give ${name} its address back`,
  steps: [{ do: 'run', command: `ip addr add 127.0.0.1/8 dev ${quoted(name)}` }],
  needsRoot: true,
});
