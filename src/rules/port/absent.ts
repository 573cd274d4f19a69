import type { CauseCode } from '../../causes.js';
import type { Interface } from '../../facts/interfaces/types.js';
import { isLocal } from '../../facts/questions.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import type { Evidence, Finding } from '../rule.js';
import { isUnserved } from '../serving.js';

/** Causes that say why nobody serves the port; each makes "nothing listens" a mere consequence. */
export const reasonsForAbsence: readonly CauseCode[] = [
  'namespace/not-published',
  'namespace/container-loopback',
  'namespace/forward-mismatch',
  'namespace/localhost-inside-container',
  'firewall/redirected',
  'port/udp-only',
  'port/privileged',
  'port/selinux',
  'port/bound-not-listening',
  'port/taken-by-outgoing',
  'port/time-wait',
  'port/wrong-port',
  'bind/unix-socket-only',
  'bind/address-not-here',
  'bind/config-not-in-effect',
  'process/crash-loop',
  'process/killed',
  'process/crashed',
  'process/not-listening',
  'process/waits-for-dependency',
];

/**
 * What keeps clients from a server in another namespace that the port is sent on to. Where one family alone is sent on
 * there, the other has no listener.
 */
export const faultsBehindRules: readonly CauseCode[] = [
  'namespace/published-loopback-only',
  'firewall/forward-dropped',
  'process/stopped',
  'process/hung',
  'tcp/accept-queue-full',
];

/** Nobody serves the question's port here; the sockets on it that serve nobody, or undefined. */
export function idleOn(sockets: readonly Socket[], question: Question): readonly Socket[] | undefined {
  if (!isUnserved(sockets, question)) return undefined;
  return sockets.filter(each => each.protocol === question.protocol);
}

/** A finding of a port that nobody serves: the kernel refuses. */
export const absent = (
  summary: string,
  says: string,
  evidence: readonly Evidence[],
  fixes: readonly Fix[] = [],
): Finding => ({
  severity: 'error',
  summary,
  says,
  evidence,
  fixes,
  outcome: 'refused',
});

/** Where no interface has the address, and a route of type local takes it for this machine's, another machine may be meant. */
export const takenForOwn = ({ local, address }: Question, interfaces: readonly Interface[]): string =>
  local && address !== '' && !isLocal(address, interfaces)
    ? ` No interface has the address ${address}, but a route of type local keeps packets to it on this machine: where another machine is meant, that route is in the way (ip route get ${address}).`
    : '';
