import type { System } from '../../system/system.js';

const LIMIT = 64 * 1024;

/** The names under which curl's own settings stand beside the proxy variables. */
export const curlSettings = {
  proxy: '~/.curlrc: proxy',
  exceptions: '~/.curlrc: noproxy',
  connectTo: '~/.curlrc: connect-to',
  resolve: '~/.curlrc: resolve',
  interface: '~/.curlrc: interface',
  unixSocket: '~/.curlrc: unix-socket',
  ipv4: '~/.curlrc: ipv4',
  ipv6: '~/.curlrc: ipv6',
} as const;

/** It is a line of curl's own file, and no variable. */
export const isCurls = (setting: string): boolean => setting.startsWith('~/.curlrc: ');

/** Where curl looks for its settings; it reads the first file that is there (curl(1), -K; src/tool_findfile.c). */
const placesIn = ({ CURL_HOME, XDG_CONFIG_HOME, HOME }: System['env']): readonly string[] => [
  ...(CURL_HOME ? [`${CURL_HOME}/.curlrc`] : []),
  ...(XDG_CONFIG_HOME ? [`${XDG_CONFIG_HOME}/.curlrc`, `${XDG_CONFIG_HOME}/curlrc`] : []),
  ...(HOME ? [`${HOME}/.curlrc`, `${HOME}/.config/curlrc`] : []),
];

/** `proxy = URL`, `proxy: URL`, `--proxy URL`, `-x URL`, `socks5 = HOST:PORT`, with or without quotes; the last one counts, and each of connect-to and resolve. */
const SETTING =
  /^[ \t]*(?:--)?(proxy-user|proxy|noproxy|connect-to|resolve|interface|unix-socket|socks4a?|socks5(?:-hostname)?|-x|-U)[ \t=:]+(?:"((?:[^"\\]|\\.)*)"|([^\s=:]\S*))/;

/** `ipv6`, `--ipv6`, `-6`: of which the last one counts, whatever follows the word. */
const FAMILY = /^[ \t]*(?:(?:--)?ipv|-)([46])(?:[\s=:]|$)/;

const meanings: Readonly<Record<string, string>> = { '-x': 'proxy', '-U': 'proxy-user' };

/** The URL with the user name and password that are given beside it. */
const withUser = (url: string, user: string): string => {
  const [, scheme = '', rest] = /^([a-z\d]+:\/\/)?(.*)$/is.exec(url)!;
  return `${scheme}${user.split(':').map(encodeURIComponent).join(':')}@${rest!.replace(/^.*@/, '')}`;
};

/** What the lines say, by option: the last one of each, or all of those that add up. */
function linesIn(text: string): ReadonlyMap<string, string> {
  const said = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, family] = FAMILY.exec(line) ?? [];
    if (family) said.set('family', family);
    const [, option, quoted, bare] = SETTING.exec(line) ?? [];
    const value = quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '';
    if (option?.startsWith('socks'))
      said.set('proxy', value && `${option.replace('-hostname', 'h')}://${value}`);
    else if (option === 'connect-to' || option === 'resolve')
      said.set(option, `${said.get(option) ?? ''} ${value}`.trim());
    else if (option) said.set(meanings[option] ?? option, value);
  }
  const family = said.get('family');
  if (family) said.set(`ipv${family}`, `IPv${family}`);
  return new Map([...said].map(([option, value]) => [option, value.slice(0, 4096)]));
}

const leading = ['connect-to', 'resolve', 'interface', 'unix-socket', 'ipv4', 'ipv6'];

/** The proxy and its exceptions that curl's own settings name, and what leads past both, under names that no variable has. */
export function parseCurlrc(text: string): Record<string, string> {
  const said = linesIn(text);
  const leads = Object.fromEntries(
    leading.flatMap(option => {
      const value = said.get(option);
      return value ? [[`~/.curlrc: ${option}`, value]] : [];
    }),
  );
  const [url, user, exceptions] = [said.get('proxy'), said.get('proxy-user'), said.get('noproxy')];
  // An empty one sends curl past the variables too (curl(1), --proxy).
  if (url === '') return { ...leads, [curlSettings.exceptions]: '*' };
  return {
    ...leads,
    ...(url && { [curlSettings.proxy]: user ? withUser(url, user) : url }),
    ...(exceptions && { [curlSettings.exceptions]: exceptions }),
  };
}

/** The same from the caller's own file, and that file as people write it. */
export function readCurlrc(system: System): { settings: Record<string, string>; file?: string } {
  const home = system.env.HOME;
  for (const path of placesIn(system.env)) {
    try {
      const settings = parseCurlrc(system.read(path, LIMIT));
      return { settings, file: home && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path };
    } catch {
      // Not there: curl looks in the next place.
    }
  }
  return { settings: {} };
}
