import { dirname, resolve } from 'node:path';
import type { System } from '../../system/system.js';
import type { ConfigurationFile } from '../configuration/types.js';
import { type Fact, valueIn } from '../fact.js';
import type { Process } from '../processes/types.js';
import type { Certificate, Probe, TlsReport } from './types.js';

const MOST = 40;
const SIZE = 256 * 1024;
/** Words of a configuration, or of a source, that name a file of certificates. */
const certificateFile = /(?<![\w./@+-])[\w./@+-]+\.(?:pem|crt|cer|cert)\b/g;
const inPem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/;

/** A text, and the file whose folder the names in it go out from. */
type Naming = Pick<ConfigurationFile, 'path' | 'text'>;

/** The files of certificates that these texts name, as absolute paths. */
const filesIn = (texts: readonly Naming[]): readonly string[] => [
  ...new Set(
    texts.flatMap(({ path, text }) =>
      [...text.matchAll(certificateFile)].map(([name]) => resolve(dirname(path), name)),
    ),
  ),
];

/** Words of a command line go out from where it was given: `uvicorn --ssl-certfile cert.pem`. */
const commandOf = ({ directory, command }: Process): readonly Naming[] =>
  directory === null ? [] : [{ path: resolve(directory, 'command'), text: command.join(' ') }];

const expired = (probes: readonly Probe[], now: number): readonly Certificate[] =>
  probes.flatMap(({ conversations }) =>
    conversations.flatMap(({ tls }) => tls?.chain.slice(0, 1).filter(({ validTo }) => validTo < now) ?? []),
  );

/** The first certificate of a file. */
async function firstIn(system: System, path: string) {
  const { X509Certificate } = await import('node:crypto');
  try {
    const pem = inPem.exec(system.read(path, SIZE))?.[0];
    return pem === undefined ? undefined : { path, certificate: new X509Certificate(pem) };
  } catch {
    // No file that can be read, or no certificate in it: it tells nothing.
    return undefined;
  }
}

/**
 * The file whose first certificate is for this subject and still valid; none where one of the files has the very
 * certificate that was served: it is that one that the server was told to show, and to load it again would change nothing.
 */
async function renewalIn(system: System, files: readonly string[], leaf: Certificate, now: number) {
  const read = await Promise.all(files.map(path => firstIn(system, path)));
  const found = read.filter(each => each !== undefined);
  if (found.some(({ certificate }) => certificate.fingerprint256 === leaf.fingerprint)) return undefined;
  return found
    .filter(({ certificate }) => certificate.subject.split('\n').join(', ') === leaf.subject)
    .map(({ path, certificate }) => ({ path, validTo: Date.parse(certificate.validTo) }))
    .find(({ validTo }) => validTo > now);
}

/** Certificates that came without the one that they were issued by, and are not trusted. */
const alone = (probes: readonly Probe[]): Certificate | undefined =>
  probes
    .flatMap(({ conversations }) => conversations.flatMap(({ tls }) => tls ?? []))
    .find(
      ({ chain, untrusted }) =>
        chain.length === 1 && !chain[0]?.selfSigned && /UNABLE_TO/.test(untrusted ?? ''),
    )?.chain[0];

async function servedAmong(files: readonly string[], leaf: Certificate): Promise<Partial<TlsReport>> {
  const { servedFile } = await import('./served-file.js');
  return servedFile(files, leaf);
}

/** Notes something with every handshake in which a certificate was shown. */
const noted = (probes: readonly Probe[], leaf: Certificate, more: Partial<TlsReport>): readonly Probe[] =>
  probes.map(probe => ({
    ...probe,
    conversations: probe.conversations.map(each =>
      each.tls?.chain[0]?.fingerprint === leaf.fingerprint
        ? {
            ...each,
            tls: { ...each.tls, ...more, ...(each.tls.issuerFile && { issuerFile: each.tls.issuerFile }) },
          }
        : each,
    ),
  }));

/**
 * Looks where an expired certificate was served whether the server's own files hold a newer one, which it has not
 * loaded; and where one came without its issuer's, in which file it is; and notes it with the handshake. `holders` are
 * the server's processes.
 */
export async function withRenewals(
  system: System,
  probes: readonly Probe[],
  configuration: Fact<readonly ConfigurationFile[]>,
  holders: readonly Process[],
  now: number,
): Promise<readonly Probe[]> {
  const [leaf] = expired(probes, now);
  const single = alone(probes);
  if (leaf === undefined && single === undefined) return probes;
  const files = filesIn([...(valueIn(configuration) ?? []), ...holders.flatMap(commandOf)]).slice(0, MOST);
  const shown = single ? noted(probes, single, await servedAmong(files, single)) : probes;
  if (leaf === undefined) return shown;
  const renewed = await renewalIn(system, files, leaf, now);
  return renewed ? noted(shown, leaf, { renewed }) : shown;
}
