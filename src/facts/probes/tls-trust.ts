import { X509Certificate } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DetailedPeerCertificate } from 'node:tls';
import { faultOf } from './tls-fitness.js';
import {
  certificatesIn,
  certificatesOf,
  curlsFile,
  FILES,
  issued,
  mayDiffer,
  namedFiles,
  ofSystem,
  replacing,
  toldToNode,
  trusting,
} from './trust-stores.js';
import type { TlsReport } from './types.js';

/**
 * The certificates of a chain up to the first that is one of these authorities or issued by one, and that authority.
 * Servers send more than that: old cross-signed roots, for instance, which nobody needs. Undefined where none leads there.
 */
function wayTo(
  chain: readonly X509Certificate[],
  roots: readonly X509Certificate[],
): readonly X509Certificate[] | undefined {
  for (const [index, each] of chain.entries()) {
    const root = roots.find(one => one.fingerprint256 === each.fingerprint256 || issued(each, one));
    if (root) return [...chain.slice(0, index + 1), root];
  }
  return undefined;
}

/** Looks for the certificate that issued this one, in the files of some directories. */
export function issuerIn(
  certificate: X509Certificate,
  directories: readonly string[],
): { path: string; selfSigned: boolean } | undefined {
  for (const directory of new Set(directories)) {
    let names: string[] = [];
    try {
      names = readdirSync(directory)
        .filter(name => /\.(pem|crt|cer|cert|chain)$/i.test(name))
        .slice(0, FILES);
    } catch {
      // A directory that cannot be listed tells nothing.
    }
    for (const name of names) {
      const path = join(directory, name);
      const issuer = certificatesOf(path).find(candidate => issued(certificate, candidate));
      if (issuer) return { path, selfSigned: issued(issuer, issuer) };
    }
  }
  return undefined;
}

const dateCodes = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);
const issuerCodes = /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/;

/** What OpenSSL would say of a chain without an anchor, dates apart. */
const unanchored = (chain: readonly X509Certificate[]): string => {
  const top = chain.at(-1);
  if (top === undefined || !issued(top, top))
    return chain.length === 1 ? 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' : 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY';
  return chain.length === 1 ? 'DEPTH_ZERO_SELF_SIGNED_CERT' : 'SELF_SIGNED_CERT_IN_CHAIN';
};

/** OpenSSL has the same word for a certificate that is not for servers and for an issuer that may not issue any. */
const unfit = (code: string, [, ...issuers]: readonly X509Certificate[]): string =>
  code === 'INVALID_PURPOSE' && issuers.some(({ ca }) => !ca) ? 'INVALID_CA' : code;

/** The authority at the end of a way, which the server need not send. */
const anchorOf = (way: readonly X509Certificate[]): NonNullable<TlsReport['anchor']> => {
  const { subject, validFrom, validTo } = way.at(-1)!;
  return {
    subject: subject.replaceAll('\n', ', ').slice(0, 512),
    names: [],
    validFrom: Date.parse(validFrom),
    validTo: Date.parse(validTo),
  };
};

type Trust = Pick<
  TlsReport,
  | 'untrusted'
  | 'trustedBySystem'
  | 'refusedBy'
  | 'toldToNode'
  | 'curlsFile'
  | 'storeHiddenBy'
  | 'issuerFile'
  | 'anchor'
>;

const others = ['curl', 'Python'] as const;

/** Which file misleads curl, where it is one of those who refuse the chain. */
const ofCurl = (refusing: readonly string[]): Pick<TlsReport, 'curlsFile'> => {
  const file = refusing.includes('curl') ? curlsFile() : undefined;
  return file ? { curlsFile: file } : {};
};

/** How the others come by this chain to an authority of theirs; undefined where one does not. */
function waysOf(chain: readonly X509Certificate[]) {
  const stores = trusting();
  return others.map(name => ({ name, way: wayTo(chain, stores[name]) }));
}

/**
 * Node accepts the chain. Whether the others do is looked into where it was told of authorities that they may not know,
 * or they of others. Of certificates that were sent in disorder node shows some only: where those lead to no authority of
 * its own either, nothing can be said.
 */
async function byOthers(chain: readonly X509Certificate[]): Promise<Trust> {
  const told = toldToNode();
  const byTold = wayTo(chain, told) !== undefined;
  if (!mayDiffer() && !byTold) return { untrusted: null };
  const ways = waysOf(chain);
  const refusedBy = ways.flatMap(({ name, way }) => (way ? [] : name));
  const byOne = byTold || refusedBy.length < ways.length;
  const whole = refusedBy.length > 0 && (byOne || wayTo(chain, await ofNodeItself()) !== undefined);
  return whole
    ? { untrusted: null, refusedBy, ...(byTold && { toldToNode: true }), ...ofCurl(refusedBy) }
    : { untrusted: null };
}

/** The authorities that node comes with. */
const ofNodeItself = async (): Promise<readonly X509Certificate[]> =>
  certificatesIn((await import('node:tls')).rootCertificates.join('\n'));

/**
 * Second opinion on a chain: whether it leads to what is trusted here at all, whatever its dates; by the system's
 * stores where node's own does not know it, or the other way round; and where a missing issuer lies. `code` is what node
 * has against it, or null.
 */
export async function trustOf(
  peers: readonly DetailedPeerCertificate[],
  code: string | null,
  directories: readonly string[],
): Promise<Trust> {
  const chain = peers.map(peer => new X509Certificate(peer.raw));
  const top = chain.at(-1);
  if (top === undefined) return { untrusted: code };
  if (code === null) return byOthers(chain);
  if (!issuerCodes.test(code) && !dateCodes.has(code)) return { untrusted: unfit(code, chain) };
  const ofNode = [...toldToNode(), ...(dateCodes.has(code) ? await ofNodeItself() : [])];
  if (wayTo(chain, ofNode)) return dateCodes.has(code) ? { untrusted: code } : byOthers(chain);
  const ways = waysOf(chain);
  const way = ways.find(each => each.way)?.way;
  if (way) {
    const refusedBy = ['Node' as const, ...ways.flatMap(each => (each.way ? [] : each.name))];
    const anchor = anchorOf(way);
    const untrusted = faultOf(way, Date.now());
    return { untrusted, trustedBySystem: true, refusedBy, ...ofCurl(refusedBy), anchor };
  }
  const hiding = replacing();
  const near = [...directories, ...namedFiles().map(path => dirname(path))];
  return {
    untrusted: issuerCodes.test(code) ? code : unanchored(chain),
    trustedBySystem: false,
    ...ofCurl(['curl']),
    ...(hiding.length > 0 && wayTo(chain, ofSystem()) && { storeHiddenBy: hiding }),
    issuerFile: issued(top, top) ? null : (issuerIn(top, near) ?? null),
  };
}
