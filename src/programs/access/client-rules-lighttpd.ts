import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { lineAt, type Passed, pathOf } from '../proxies/upstream.js';
import { MOST } from './braces.js';
import type { Admittance, Coming, Written } from './client-rules-types.js';
import { chainsAround, lighttpdHolds, lighttpdSays, uncommented } from './conditions-lighttpd.js';
import { all, differ } from './terms.js';

/** The ends of paths that a list denies: an empty one stands for all. */
const denies = (list: string, path: string): boolean =>
  [...list.matchAll(/"([^"]*)"/g)].some(([, end = '']) => path.endsWith(end));

/**
 * lighttpd: `url.access-deny` in conditions of which one is about the client's address; of several that hold, the last
 * one counts (wiki.lighttpd.net, "Configuration: conditionals").
 */
export function lighttpdAdmits(
  files: readonly ConfigurationFile[],
  passed: Passed,
  coming: Coming,
): Admittance | undefined {
  const found = files.flatMap(file => deniedIn(file, passed, coming));
  // What stands in no condition counts first, wherever it is written.
  const inOrder = [...found.filter(({ always }) => always), ...found.filter(({ always }) => !always)];
  const last = inOrder.findLast(({ holds }) => holds !== false);
  const named = last ?? inOrder.find(({ byAddress, denies }) => byAddress && denies);
  if (!named?.byAddress || named.holds === undefined) return undefined;
  const { file, line, text, holds, denies } = named;
  return { admitted: !holds || !denies, file, line, text };
}

/** Settings that an answer is made by, besides those that deny it. */
const ANSWERS =
  /\b(?:url\.(?:rewrite|redirect)[\w-]*|server\.document-root|index-file\.names|alias\.url|auth\.require|(?:simple-|evhost\.)[\w-]+|(?:proxy|fastcgi|scgi|uwsgi|cgi)\.(?:server|assign))\s*\+?=/g;

/** The setting of lighttpd that counts for one client and not for another, or of which that cannot be told. */
export function lighttpdApart(
  files: readonly ConfigurationFile[],
  passed: Passed,
  coming: Coming,
  other: string,
): Written | undefined {
  const clients = [coming.client, other];
  for (const { path, text: whole } of files) {
    const text = uncommented(whole);
    const places = [...text.matchAll(ANSWERS)].slice(0, MOST).map(({ index }) => index);
    for (const [nth, chains] of chainsAround(text, places).entries()) {
      const [own, its] = clients.map(client =>
        all(
          chains.map(chain =>
            lighttpdHolds(chain, head => lighttpdSays(head, passed, { ...coming, client })),
          ),
        ),
      );
      // What else a condition asks is the same for both.
      const head = chains.flat().find(each => {
        const [one, two] = clients.map(client => lighttpdSays(each, passed, { ...coming, client }));
        return ENDS_IN_ADDRESS.test(each) && differ(one, two);
      });
      if (head && differ(own, its))
        return {
          file: path,
          line: lineAt(text, places[nth]!),
          text: head.slice(head.lastIndexOf('$')).trim(),
        };
    }
  }
  return undefined;
}

/** One url.access-deny, and what it means for a request. */
interface Denied extends Omit<Admittance, 'admitted'> {
  readonly holds: boolean | undefined;
  readonly denies: boolean;
  /** It stands in no condition. */
  readonly always: boolean;
  readonly byAddress: boolean;
}

function deniedIn(
  { path, text: whole }: ConfigurationFile,
  passed: Passed,
  coming: Coming,
): readonly Denied[] {
  const text = uncommented(whole);
  const denials = [...text.matchAll(/\burl\.access-deny\s*=\s*\(([^()]*)\)/g)].slice(0, MOST);
  const around = chainsAround(
    text,
    denials.map(({ index }) => index),
  );
  return denials.map((found, nth) => {
    const chains = around[nth]!;
    const judged = chains.map(chain => lighttpdHolds(chain, head => lighttpdSays(head, passed, coming)));
    return {
      holds: all(judged),
      denies: denies(found[1]!, pathOf(passed)),
      always: chains.length === 0,
      byAddress: chains.flat().some(head => ABOUT_ADDRESS.test(head)),
      file: path,
      line: lineAt(text, found.index),
      text: found[0],
    };
  });
}

/** What stands in the line before it may be the condition around it. */
const ENDS_IN_ADDRESS = /\["remote-?ip"\][^[]*$/;
const ABOUT_ADDRESS = /remote-?ip/;
