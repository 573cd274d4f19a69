import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { inFolders, type Section, sectionsOf } from '../../programs/access/apache-sections.js';
import { folderOf } from '../../programs/door.js';
import { isBelow, isOfFolder, mapped, siteLines } from '../../programs/proxies/apache-paths.js';
import type { Passed } from '../../programs/proxies/upstream.js';
import { advice } from '../talk.js';
import type { LostPath } from './lost-path.js';

/** By such rules WordPress, Laravel and their kin lead all pages but the root to their index.php. */
const rewrites = /^[ \t]*RewriteRule[ \t]+\S+[ \t]+(?!"?https?:)\S*\bindex\.\w+.*$/im;
const module = /^LoadModule\s+(\w+)/i;

/** A section of folders by a pattern, which may hold for this one, lets their files count. */
const mayAllow = ({ kind, place, lines }: Section): boolean =>
  kind.startsWith('directory') &&
  (kind.endsWith('match') || /[*?[]/.test(place)) &&
  lines.some(({ text }) => /^AllowOverride\s+(?!None\b)/i.test(text));

/** Apache's own 404 for a page that the .htaccess of its site would lead to the application, and does not count. */
export function byUnheededRewrites(
  files: readonly ConfigurationFile[],
  program: string,
  asked: Passed,
): LostPath | undefined {
  if (!/apache|^httpd/i.test(program) || !files.some(isOfFolder)) return undefined;
  const site = siteLines(files, asked);
  const target = mapped(site, asked.path);
  const there = target && 'file' in target ? target.file : undefined;
  const file = files.find(
    each => there && isOfFolder(each) && isBelow(there, folderOf(each.path)) && rewrites.test(each.text),
  );
  if (!file) return undefined;
  const lines = [...site.outside, ...site.own];
  const sections = sectionsOf(lines);
  if (sections.some(mayAllow)) return undefined;
  const counts = inFolders([file], sections).length > 0;
  const modules = lines.flatMap(({ text }) => module.exec(text)?.[1] ?? []);
  if (counts && (modules.length === 0 || modules.includes('rewrite_module'))) return undefined;
  return {
    says: `${file.path} would lead it to the application, and ${counts ? 'mod_rewrite is not loaded' : 'AllowOverride does not let that file count'}.`,
    evidence: { fact: 'configuration', says: rewrites.exec(file.text)![0].trim(), source: file.path },
    fix: counts
      ? advice(
          'Load mod_rewrite',
          /^httpd/.test(program)
            ? 'LoadModule rewrite_module modules/mod_rewrite.so in its configuration, then: systemctl restart httpd'
            : '  a2enmod rewrite && systemctl restart apache2',
          true,
        )
      : advice(
          'Let its folder have rules of its own',
          `In Apache's configuration, then reload it:\n  <Directory ${folderOf(file.path)}>\n      AllowOverride All\n  </Directory>`,
          true,
        ),
  };
}
