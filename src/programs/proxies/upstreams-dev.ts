import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { optionValues } from '../options.js';
import { COMMAND_LINE, hostAndPort, lineAt, type Passed, portOf, type Upstream } from './upstream.js';

/** Files beside a development server that may tell it to pass requests on. */
export const devFiles: readonly string[] = [
  'vite.config.js',
  'vite.config.mjs',
  'vite.config.ts',
  'vite.config.mts',
  'webpack.config.js',
  'webpack.config.cjs',
  'vue.config.js',
  'next.config.js',
  'next.config.mjs',
  'next.config.ts',
  'proxy.conf.json',
  'proxy.conf.js',
  'src/setupProxy.js',
  'package.json',
];

/** A line that passes requests on: `target:`, `"proxy":`, `'/api': 'http://…'`, `destination:`, `proxy('http://…')`. */
const PASSES = /target|proxy|destination|upstream|["'`]\/[\w/.*^-]*["'`]\s*:/i;
const URLS = /["'`](https?|wss?):\/\/([^/"'`\s]{1,256})/g;
/** `'/api'`, `"^/api/.*"`, `source: '/api/:path*'`: what is passed on. */
const PREFIX = /["'`]\^?(\/[\w/.-]*)[^"'`\s]{0,32}["'`]/g;
/** A proxy's prefix stands before its target, this many characters at most. */
const NEAR = 200;

/**
 * Where a development server, or a program of one's own that hands requests on, passes a path to: URLs in its sources and
 * configuration on lines that speak of a proxy. Those whose path is asked for come first; all where none is.
 */
export function devUpstreams(
  files: readonly ConfigurationFile[],
  { path, args = [] }: Passed,
): readonly Upstream[] {
  const told = [
    ...optionValues(args, ['--proxy', '-P']).flatMap(each => byArgument(each)),
    // local-ssl-proxy --source 3001 --target 3000
    ...(optionValues(args, ['--source', '-s']).some(isNumber)
      ? optionValues(args, ['--target', '-t']).filter(isNumber)
      : []
    ).flatMap(port => byArgument(`localhost:${port}`, `--target ${port}`)),
  ];
  if (told.length > 0) return told;
  const found = files.filter(isSource).flatMap(inFile);
  const fitting = found.filter(({ prefix }) => prefix !== null && prefix !== '/' && path.startsWith(prefix));
  if (found.length === 0) return files.filter(isSource).flatMap(byOptions);
  return (fitting.length > 0 ? fitting : found).map(({ upstream }) => upstream);
}

const isNumber = (word: string): boolean => /^\d{2,5}$/.test(word);

/** `browser-sync start --proxy localhost:8000`, `http-server -P http://127.0.0.1:8000`, `live-server --proxy=/api:http://…`. */
function byArgument(text: string, words = `--proxy ${text}`): readonly Upstream[] {
  const [, scheme = 'http', authority, plain] =
    /^(?:\/[\w/-]*:)?(?:(https?):\/\/((?:\[[\da-f:.]+\]|[\w.-]+)(?::\d+)?)|((?:\[[\da-f:.]+\]|[\w.-]+):\d+))(?:\/|$)/i.exec(
      text,
    ) ?? [];
  const place = hostAndPort(authority ?? plain ?? ':', portOf(scheme));
  const protocol = scheme === 'https' ? ('https' as const) : ('http' as const);
  return place?.host ? [{ protocol, ...place, path: null, file: COMMAND_LINE, line: 0, text: words }] : [];
}

/** What the options of Node's http.request() and https.request() begin with. */
const OPTIONS = /\b(https?)\.request\(\s*\{([^{}]{0,300})/g;
const PORT = /\bport:\s*(?:process\.env\.\w+\s*(?:\|\||\?\?)\s*)?["']?(\d{2,5})\b/;
/** Group 1 is missing where the host is not written there: `host,`, `host: config.host`, a template. */
const HOST =
  /(?:^|[,\s])host(?:name)?(?=[:,\s]|$)(?::\s*(?:process\.env\.\w+\s*(?:\|\||\?\?)\s*)?["'`]([^"'`\s$]{1,253})["'`])?/;

/** Where a program that pipes one request into another asks, by the options of that: { host: '127.0.0.1', port: 3001 }. */
function byOptions({ path: file, text }: ConfigurationFile): readonly Upstream[] {
  const part = text.slice(0, 128 * 1024);
  if (!/\.pipe\(/.test(part)) return [];
  return [...part.matchAll(OPTIONS)].slice(0, 32).flatMap(({ 1: scheme, 2: options = '', index }) => {
    const port = PORT.exec(options);
    const [written, host] = HOST.exec(options) ?? [];
    if (!port || (written && !host)) return [];
    return {
      protocol: scheme === 'https' ? ('https' as const) : ('http' as const),
      host: host ?? 'localhost',
      port: Number(port[1]),
      path: null,
      file,
      line: lineAt(part, index),
      text: port[0],
    };
  });
}

const isSource = ({ path }: ConfigurationFile): boolean =>
  /\.(m?[jt]s|cjs|json)$/.test(path) && !/\/node_modules\//.test(path);

/** http-proxy's option for a certificate that Node does not trust; Create React App sets it for the "proxy" of a package.json. */
const takesAny = ({ path, text }: ConfigurationFile): boolean =>
  path.endsWith('package.json') || /\b(?:secure|rejectUnauthorized)["']?\s*:\s*false\b/.test(text);

/** The key or the call that a URL belongs to: `target: `, `'/api': `. */
const directive = (written: string): string =>
  written.slice(Math.max(...['{', '(', ',', ';'].map(mark => written.lastIndexOf(mark))) + 1).trimStart();

/** The quote that ends a URL which is given without a path. */
const closing = (text: string, { 0: url, index }: RegExpMatchArray): string => {
  const next = text[(index ?? 0) + url.length];
  return next !== undefined && next === url[0] && url.length <= 80 ? next : '';
};

function inFile(written: ConfigurationFile): readonly { upstream: Upstream; prefix: string | null }[] {
  const { path: file, text } = written;
  const part = text.slice(0, 128 * 1024);
  return [...part.matchAll(URLS)].slice(0, 32).flatMap(match => {
    const start = part.lastIndexOf('\n', match.index) + 1;
    const before = part.slice(Math.max(start, match.index - NEAR), match.index);
    if (!PASSES.test(before) || /^\s*(\/\/|\*|#)/.test(before)) return [];
    const [, scheme = '', authority = ''] = match;
    const secure = scheme === 'https' || scheme === 'wss';
    const place = hostAndPort(authority, portOf(secure ? 'https' : 'http'));
    if (!place) return [];
    const prefixes = [...part.slice(Math.max(0, match.index - NEAR), match.index).matchAll(PREFIX)];
    return [
      {
        prefix: prefixes.at(-1)?.[1] ?? null,
        upstream: {
          protocol: secure ? ('https' as const) : ('http' as const),
          ...place,
          path: null,
          file,
          line: lineAt(part, match.index),
          text: directive(before) + match[0].slice(0, 80) + closing(part, match),
          ...(secure && !takesAny(written) && { verifies: 'node' as const }),
        },
      },
    ];
  });
}
