import type { System } from '../../system/system.js';

const LIMIT = 64 * 1024;

/** A file below the caller's home in which programs name a proxy: the section that tells of it, and the lines' names. */
interface OwnFile {
  readonly path: string;
  readonly section: string;
  readonly names: readonly string[];
}

/** npm's config(7), git-config(1) on http.proxy, wget(1) on .wgetrc, and pip's "Configuration": for that program alone. */
const files: readonly OwnFile[] = [
  { path: '.npmrc', section: '', names: ['https-proxy', 'proxy', 'noproxy'] },
  { path: '.gitconfig', section: 'http', names: ['proxy'] },
  { path: '.config/git/config', section: 'http', names: ['proxy'] },
  { path: '.wgetrc', section: '', names: ['http_proxy', 'https_proxy', 'no_proxy'] },
  { path: '.config/pip/pip.conf', section: 'global', names: ['proxy'] },
  { path: '.pip/pip.conf', section: 'global', names: ['proxy'] },
];

/** Such a line's name among the proxy variables: `~/.npmrc: proxy`. */
export const ownSetting = (path: string, name: string): string => `~/${path}: ${name}`;

/** The file that a setting's name speaks of, curl's own too; undefined for a variable. */
export const fileOf = (setting: string): string | undefined => /^(~\/\S+): /.exec(setting)?.[1];

/** `[http]`, which a line may follow at once. */
const SECTION = /^\s*\[([^\]]*)\]/;
const LINE = /^\s*([\w-]+)\s*=\s*"?([^"\s]*)/;
/** What npm writes for a setting that was taken back: `npm config set proxy null`. */
const NONE = /^(?:null|false|undefined)$/;
/** wget's own switch, for whatever proxy is named. */
const OFF = /^[ \t]*use[-_]?proxy[ \t]*=[ \t]*(?:off|no|0)\b/im;

/** What one file says, under names that no variable has; the last line of a name counts, and an empty one takes it back. */
export function parseOwnFile({ path, section, names }: OwnFile, text: string): Record<string, string> {
  if (path === '.wgetrc' && OFF.test(text)) return {};
  const said: Record<string, string> = {};
  let within = '';
  for (const line of text.split('\n')) {
    within = SECTION.exec(line)?.[1]?.trim().toLowerCase() ?? within;
    const [, name = '', value = ''] = LINE.exec(line.replace(SECTION, '')) ?? [];
    // npm puts a variable's value in the place of ${NAME}, which is not known here.
    if (within === section && names.includes(name.toLowerCase()) && !value.includes('${'))
      said[ownSetting(path, name.toLowerCase())] =
        path === '.npmrc' && NONE.test(value) ? '' : value.slice(0, 4096);
  }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== ''));
}

/** The proxies that programs have in files of their own. */
export function readOwnFiles(system: System): Record<string, string> {
  const home = system.env.HOME;
  if (!home) return {};
  return Object.assign(
    {},
    ...files.map(file => {
      try {
        return parseOwnFile(file, system.read(`${home}/${file.path}`, LIMIT));
      } catch {
        return {};
      }
    }),
  );
}
