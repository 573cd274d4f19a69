import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Passed } from '../proxies/upstream.js';
import type { HangsUp } from '../proxies/virtual-hosts.js';
import { haproxyAdmits } from './client-rules-haproxy.js';
import type { Coming } from './client-rules-types.js';

/** A name that no rule knows (RFC 2606). */
const NOBODY = 'nobody.invalid';

/** Some are thousands: the rules are gone through for each of so many. */
const MOST = 20;

/** The names that a configuration asks a Host header for, the first ones. */
const namesIn = (files: readonly ConfigurationFile[]): readonly string[] =>
  [
    ...new Set(
      files.flatMap(({ text }) =>
        [...text.matchAll(/\bhdr\(host\)[ \t]+(?:-i[ \t]+)?([^\n#}]+)/gi)].flatMap(([, words]) =>
          words!.trim().split(/\s+/),
        ),
      ),
    ),
  ].slice(0, MOST);

/** The rule by which HAProxy turns a request away for the name that it is asked by, with the names that it would let in. */
export function deniesName(
  files: readonly ConfigurationFile[],
  passed: Passed,
  coming: Coming,
): (HangsUp & { readonly status: number }) | undefined {
  const said = haproxyAdmits(files, passed, coming);
  if (!said || said.admitted) return undefined;
  // A line that lets in who asks by a name that nobody has is about this site's clients: deny if is_shop !{ src … }
  const stranger = haproxyAdmits(files, { ...passed, host: NOBODY }, coming);
  if (stranger?.admitted !== false || stranger.file !== said.file || stranger.line !== said.line)
    return undefined;
  const sites = namesIn(files).filter(
    host => haproxyAdmits(files, { ...passed, host }, coming)?.admitted !== false,
  );
  const { file, line, text, status = 403 } = said;
  return sites.length > 0 ? { file, line, text, sites, status } : undefined;
}
