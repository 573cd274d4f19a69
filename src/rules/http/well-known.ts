import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Admittance } from '../../programs/access/client-rules-types.js';
import { editAt } from '../../programs/fixes/edit.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { lineAt } from '../../programs/proxies/upstream.js';
import { advice } from '../talk.js';
import { reloadOf } from './owner.js';

/** Where everybody may look what a site says of itself (RFC 8615): who gives certificates does, to see whose the name is. */
const WELL_KNOWN = /^\/\.well-known\//;

/** The rules of nginx. */
const OF_NGINX = /^(?:allow|deny) \S+$/;

/** `location ~ /\.`: all names that begin with a dot. */
const HIDDEN = /\blocation[ \t]+~\*?[ \t]+\/\\\.(?=[ \t]*\{)/g;

const byHand = advice(
  'Leave /.well-known/ open to everybody',
  'In the server block of the site: location ^~ /.well-known/ { allow all; } and then reload the server.',
  true,
);

/** Whether a line is in the block that begins at a place of the text; such a block holds no others. */
const isWithin = (text: string, begin: number, line: number): boolean =>
  lineAt(text, begin) <= line &&
  !text
    .split('\n')
    .slice(0, line - 1)
    .join('\n')
    .slice(begin)
    .includes('}');

/** Takes /.well-known/ out of nginx's rule that hides all names with a dot; undefined where it is no such path that is forbidden. */
export function openWellKnown(
  { file, line, text: rule }: Admittance,
  path: string | null,
  files: readonly ConfigurationFile[],
  master: Process | undefined,
): Fix | undefined {
  if (!WELL_KNOWN.test(path ?? '') || !OF_NGINX.test(rule)) return undefined;
  const whole = files.find(each => each.path === file);
  const [only, ...more] = whole ? [...whole.text.matchAll(HIDDEN)] : [];
  const reload = master && reloadOf(master);
  if (!whole || !only || more.length > 0 || !isWithin(whole.text, only.index, line) || !reload) return byHand;
  const edit = editAt(whole, only.index, only.index + only[0].length, `${only[0]}(?!well-known/)`);
  return edit
    ? {
        title: 'Leave /.well-known/ out of the names that are hidden',
        steps: [{ do: 'edit', ...edit }, ...reload],
        risk: 'Everybody may then read what is in that folder, as is meant: the files by which a certificate is asked for.',
        needsRoot: true,
      }
    : byHand;
}
