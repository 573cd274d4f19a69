import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { nameFits } from './nginx-patterns.js';

/** A site of a Caddyfile by one of its addresses (caddyserver.com/docs/caddyfile/concepts#addresses). */
export interface CaddySite {
  /** Empty where it is for every host. */
  readonly host: string;
  /** Null where the scheme decides: 80 and 443. */
  readonly port: number | null;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** `http://shop.test:8080`, `shop.test`, `:80`, `[::1]:80`; undefined for what is none. */
function addressIn(word: string): Pick<CaddySite, 'host' | 'port'> | undefined {
  const [whole, scheme, host, port] =
    /^(?:(https?):\/\/)?(\[[^\]]*\]|[^\s:/{}()"]*)(?::(\d+))?(?:\/\S*)?$/.exec(word) ?? [];
  if (!whole) return undefined;
  return { host: host ?? '', port: port ? Number(port) : scheme ? (scheme === 'http' ? 80 : 443) : null };
}

/** How many blocks a line opens or closes. */
const deeper = (line: string): number => Number(line.endsWith('{')) - Number(line === '}');

/** Matchers and directives, which stand outside of all blocks in a file that a site imports. */
const IN_SITE =
  /^(?:@|(?:acme_server|basic_?auth|encode|error|file_server|forward_auth|handle\w*|header|intercept|log|map|php_fastcgi|push|request_body|respond|reverse_proxy|route|templates|tls|tracing|try_files)(?:\s|$))/;

const opensSite = (words: string, line: string): boolean =>
  line.endsWith('{') && words !== '' && !words.startsWith('(') && !IN_SITE.test(words);

/** Words that are addresses, and no directive of a file that a site imports. */
const areAddresses = (words: string): boolean =>
  words.split(/[\s,]+/).every(word => /[.:]|^localhost$/.test(word) && addressIn(word) !== undefined);

/**
 * The sites of these files: the words before a block that is in none; snippets and the global options are left out. Where
 * the first such line opens none, all that follows is of its site ("Caddyfile Concepts").
 */
export function caddySites(files: readonly ConfigurationFile[]): readonly CaddySite[] {
  return files.flatMap(({ path, text }) => {
    let depth = 0;
    let before = '';
    let seen: 'nothing' | 'sites' | 'one' = 'nothing';
    return text.split('\n').flatMap((raw, index): readonly CaddySite[] => {
      const line = raw.replace(/(^|\s)#.*$/s, '').trim();
      const outside = depth === 0;
      depth += deeper(line);
      if (!outside || line === '' || line === '}' || seen === 'one') return [];
      const words = `${before} ${line.replace(/\{$/, '')}`.trim();
      // A list of addresses may go on in the next line.
      before = line.endsWith(',') ? words : '';
      const isOne = seen === 'nothing' && !/[{,]$/.test(line) && areAddresses(words);
      if (!isOne && !opensSite(words, line)) return [];
      seen = isOne ? 'one' : 'sites';
      return words
        .split(/[\s,]+/)
        .flatMap(word => addressIn(word) ?? [])
        .map(address => ({ ...address, file: path, line: index + 1 }));
    });
  });
}

/**
 * The sites on a port, where none of them is for the host; undefined where one is, or where none is known. Caddy answers
 * what it has no site for with 200 and nothing else.
 */
export function caddySitesForOthers(
  files: readonly ConfigurationFile[],
  port: number,
  host: string,
): readonly CaddySite[] | undefined {
  const here = caddySites(files).filter(site => (site.port ?? port) === port);
  const fits = here.some(site => site.host === '' || site.host.includes('{') || nameFits(site.host, host));
  return here.length === 0 || fits ? undefined : here;
}
