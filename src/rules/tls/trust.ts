import type { TlsReport } from '../../facts/probes/types.js';

/** What is judged by its dates. */
export type Dated = NonNullable<TlsReport['anchor']>;

/**
 * The certificates whose dates matter, the server's own first. Of a chain that clients accept, those of its authorities
 * are in time, and what is out of date was sent besides (an old cross-signed root, for instance).
 */
export const needed = ({ chain, untrusted, anchor }: TlsReport): readonly Dated[] =>
  untrusted === null ? chain.slice(0, 1) : [...chain, ...(anchor ? [anchor] : [])];

/** What is wrong with where a chain leads; null where it is trusted, or fails for its dates alone. */
export function trustFault(
  tls: TlsReport,
): 'self-signed' | 'untrusted-ca' | 'incomplete-chain' | 'other' | null {
  const leaf = tls.chain[0];
  if (tls.untrusted === null || leaf === undefined) return null;
  if (['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'].includes(tls.untrusted)) return null;
  if (!/SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/.test(tls.untrusted)) return 'other';
  if (leaf.selfSigned) return 'self-signed';
  return issuerMissing(tls) ? 'incomplete-chain' : 'untrusted-ca';
}

/** Names by which authorities call those of their certificates that stand below a root. */
const intermediate =
  /intermediate|issuing|sub[- ]?ca|subordinate|\b(R|E|G|WR|WE)\d{1,2}\b|\bTLS\b.*\bCA\b|domain validation|secure server ca/i;

/**
 * The chain as sent ends below an authority that is no root itself. The issuer's own file tells, where it was found;
 * else the leaf says where to fetch it, which only authorities with intermediates do; else the issuer's name.
 */
function issuerMissing({ chain, issuerFile }: TlsReport): boolean {
  const top = chain.at(-1);
  if (top === undefined || top.selfSigned) return false;
  if (issuerFile) return !issuerFile.selfSigned;
  if (top.issuerUrl !== null) return true;
  return !/\broot\b/i.test(top.issuer) && intermediate.test(top.issuer);
}
