import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { editAt } from '../../programs/fixes/edit.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { reloadOf } from './owner.js';

/** Apache's words for a folder that nobody is let into; the file that was asked for. */
const DENIED = /AH01630: client denied by server configuration: (\/[^\n]*)/;
const ROOT = /^[ \t]*DocumentRoot[ \t]+"?(\/[^"\s]+)"?[ \t]*$/gim;
/** What speaks of folders, files and places, or of some requests. */
const SECTION =
  /^[ \t]*<(Directory|DirectoryMatch|Location|LocationMatch|Files|FilesMatch|If|ElseIf)[ \t]([^>\n]*)>/gim;
/** What lets clients in or keeps them out, and what lets .htaccess do so. */
const ADMITS = /^[ \t]*(?:Require|Order|Allow|Deny)\b/im;
const HTACCESS = /^[ \t]*AllowOverride[ \t]+(?![ \t]|None\b)/im;

/** Somebody's request, and the file that it is for. */
interface Wanted {
  readonly file: string;
  readonly path: string;
}

const isWithin = (file: string, folder: string): boolean =>
  `${file}/`.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

/** A section that may speak of this file: what is for a folder or a place elsewhere does not, nor what is for .htaccess. */
function isAbout(kind: string, place: string, { file, path }: Wanted): boolean {
  if (/if$/i.test(kind)) return true;
  if (/^files/i.test(kind)) return !/\.ht/.test(place);
  const pattern = /match$/i.test(kind) || /[~*?[]/.test(place);
  return pattern || isWithin(/^location/i.test(kind) ? path : file, place);
}

/** Some section, or .htaccess, may be what turns clients away. */
const isSaid = (text: string, wanted: Wanted): boolean =>
  [...text.matchAll(SECTION)].some(({ 0: whole, 1: kind = '', 2: words = '', index }) => {
    const place = words.replace(/"/g, '').trim();
    if (!isAbout(kind, place, wanted)) return false;
    const end = text.indexOf(`</${kind}`, index);
    const body = text.slice(index + whole.length, end < 0 ? undefined : end);
    return HTACCESS.test(body) || (place !== '/' && ADMITS.test(body));
  });

/**
 * Lets clients into the folder of a site for which Apache's configuration says nothing, so that what it says of all folders
 * counts: Require all denied (httpd.apache.org, "mod_authz_core"). Undefined where some section, or .htaccess, may be what
 * turns them away.
 */
export function grantFix(
  line: string,
  path: string,
  files: readonly ConfigurationFile[],
  master: Process | undefined,
): Fix | undefined {
  const file = DENIED.exec(line)?.[1];
  const reload = master && reloadOf(master);
  if (file === undefined || !reload) return undefined;
  const said = files.some(({ text }) => isSaid(text, { file, path }));
  const roots = files.flatMap(each =>
    [...each.text.matchAll(ROOT)].flatMap(match => (isWithin(file, match[1]!) ? [{ each, match }] : [])),
  );
  const [only, ...others] = roots;
  if (said || !only || others.length > 0) return undefined;
  const { each, match } = only;
  const folder = match[1]!;
  const section = `<Directory "${folder}">\n    Require all granted\n</Directory>`;
  const edit = editAt(each, match.index, match.index + match[0].length, `${match[0]}\n${section}`);
  return (
    edit && {
      title: `Let clients into ${folder}`,
      steps: [{ do: 'edit', ...edit }, ...reload],
      risk: `Whoever reaches the server may then see what is in ${folder}.`,
      needsRoot: true,
    }
  );
}
