import type { Call } from './call.js';
import { hungUp } from './host-signs.js';
import type { ProbePlan } from './plan.js';
import type { Conversation } from './types.js';
import type { Service } from './well-known.js';

/** Who has kept still for seconds is seldom waited for in vain, milliseconds. */
export const TLS_PATIENCE = 1500;
/** The first handshake of a Java server takes its time, and any does on a busy machine, milliseconds. */
export const PROOF_PATIENCE = 3000;

/**
 * Protocols whose servers hang up on a GET without a word, and answer a harmless question of their own. memcached's
 * `version` gets a word out of other line-based protocols too. Last, HTTP and TLS by a server that wants to hear from its
 * load balancer who asks.
 */
export const otherWays: readonly Service[] = [
  'http2',
  'memcached',
  'postgresql',
  'fastcgi',
  'uwsgi',
  'ajp',
  'proxy-protocol',
  'proxy-protocol-tls',
];

/** A plain request got no byte, and neither did TLS: what else may it be, or does it hang up on everybody? */
export function afterHangUp(
  { question }: ProbePlan,
  base: Call,
  said: readonly Conversation[],
): Call | undefined {
  const proof = said.find(({ reason }) => reason === 'tls-proof');
  if (!proof)
    return {
      ...base,
      reason: 'tls-proof',
      how: 'https',
      patience: Math.max(base.patience ?? 0, PROOF_PATIENCE),
    };
  const waited = said.some(({ reason }) => reason === 'wait');
  // Of a port, whoever shook hands and hung up on HTTP may speak another protocol in TLS.
  if (question.manner === 'port' && proof.tls?.version != null && hungUp(proof) && !waited)
    return { ...base, patience: TLS_PATIENCE, reason: 'wait', how: 'tls', service: 'silent' };
  if (proof.tls?.version != null || proof.tls?.alert != null || said[0]?.http || said[0]?.protocol)
    return undefined;
  const tried = said.filter(({ reason }) => reason === 'service');
  if (tried.some(({ protocol }) => protocol !== null)) return undefined;
  const next = otherWays[tried.length];
  if (next) return { ...base, reason: 'service', how: next };
  return waited ? undefined : { ...base, reason: 'wait', how: 'silent' };
}
