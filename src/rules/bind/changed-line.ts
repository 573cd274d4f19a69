import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { parseAddress } from '../../net/address.js';
import { spells } from '../../programs/fixes/address-words.js';
import { changedSince } from '../changed-since.js';

/** Lines by which configuration files say where to listen. A line of pg_hba.conf, which lets clients in, is none. */
const directive =
  /(?:^|[{;])[ \t]*(?:listen|listener|listeners\.tcp\.\w+|listenaddress|listen_addresses|bind|bind[-_]address|bind_ip|bindip|host(?![ \t]+[\w"+@]+[ \t])|address)\b[^;\n]*/gim;
/**
 * One of a program that is told its port elsewhere (PostgreSQL, MariaDB, Redis, sshd, MongoDB), and its value. A HOST or an
 * address in the settings of an application may be its database's.
 */
const portless =
  /^(?:listenaddress|listen_addresses|bind[-_]address|bind_ip|bindip|bind)\b[ \t]*(?:(?:=|:[ \t])[ \t]*)?([^#\n]*)/i;

/** A line of configuration about where to listen, from a file that was changed; null where it has none any more. */
export interface ChangedLine {
  readonly file: ConfigurationFile;
  readonly line: string | null;
}

/** A line as it is quoted: without the blanks round it, and no longer than people read. */
export const quotedLine = (line: string): string => line.trim().slice(0, 120);

const isAddress = (word: string): boolean =>
  word === '*' || word === 'localhost' || parseAddress(word) !== undefined;

/** Nothing but addresses, without a port. */
function namesAddresses(line: string): boolean {
  const words = (portless.exec(line)?.[1] ?? '').split(/[\s,'"[\]]+/).filter(Boolean);
  return words.length > 0 && words.every(isAddress);
}

/**
 * What a file that was changed after `startedAt` says of the port, where no line of the configuration names the
 * address that is bound: it is not in effect.
 */
export function changedLine(
  configuration: readonly ConfigurationFile[],
  { address, port }: { readonly address: string; readonly port: number },
  startedAt: number,
): ChangedLine | undefined {
  const lines = configuration.flatMap(file =>
    (file.text.match(directive) ?? []).map(line => ({ file, line: line.replace(/^[\s{;]+/, '').trim() })),
  );
  if (lines.some(({ line }) => spells(line, address))) return undefined;
  const ofPort = new RegExp(`\\b${port}\\b`);
  return lines.find(
    ({ file, line }) => changedSince(file, startedAt) && (ofPort.test(line) || namesAddresses(line)),
  );
}
