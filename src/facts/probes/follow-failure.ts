import { familyOf } from '../../net/address.js';
import type { Call } from './call.js';
import { hungUp } from './host-signs.js';
import type { ProbePlan } from './plan.js';
import type { Conversation, Reason } from './types.js';
import { endedUnheard, wantsCertificate, wantsName, wantsOld, wantsPlain } from './wants.js';
import { serviceAt } from './well-known.js';

/** Names that are tried in turn where a server wants one. */
const NAMES = 4;

/**
 * What to ask after a handshake that failed: in plain text, by an older version, with a certificate, or with a name. Of a
 * port, whether one that went well ends without a request too, or another protocol than HTTP may be spoken in it.
 */
export function afterFailure(plan: ProbePlan, base: Call, said: readonly Conversation[]): Call | undefined {
  const first = said[0]!;
  const has = (reason: Reason) => said.some(conversation => conversation.reason === reason);
  if (wantsPlain(first) && !has('plain-proof')) {
    const service = serviceAt(plan.port, undefined, undefined, null);
    const how = service === null || service === 'tls' ? 'http' : service;
    // The number alone tells of a service: something else may live there.
    return { ...base, reason: 'plain-proof', how, sure: false };
  }
  if (said.some(({ reason, outcome }) => reason === 'plain-proof' && outcome === 'answered'))
    return undefined;
  if (endedUnheard(first) && !has('service'))
    return { ...base, reason: 'service', how: 'proxy-protocol-tls' };
  if (wantsOld(first) && !has('old-tls')) return { ...base, reason: 'old-tls', how: 'tls', old: true };
  if (wantsCertificate(first) && !has('client-certificate'))
    return { ...base, reason: 'client-certificate', how: 'hello' };
  const tried = said.filter(({ reason }) => reason === 'sni');
  const works = said.some(({ reason, tls }) =>
    reason === 'sni' || reason === 'old-tls' ? tls?.version != null : tls?.clientCertificateRequested,
  );
  const sni = plan.question.names.filter(name => !familyOf(name)).slice(0, NAMES)[tried.length];
  if (wantsName(first) && !works && sni !== undefined)
    return { ...base, reason: 'sni', how: 'tls', host: sni, sni };
  return plan.question.manner === 'port' && hungUp(first) && !has('wait')
    ? { ...base, reason: 'wait', how: 'tls', service: 'silent' }
    : undefined;
}
