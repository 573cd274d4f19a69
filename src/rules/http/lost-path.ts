import type { LogExcerpt } from '../../facts/logs/types.js';
import { urlOf } from '../../facts/probes/redirects.js';
import type { Conversation } from '../../facts/probes/types.js';
import { listed } from '../../net/english.js';
import { asLines, type Fix } from '../../programs/fixes/fix.js';
import type { PathPassed } from '../../programs/proxies/path-passed.js';
import type { PrefixPassed } from '../../programs/proxies/prefixes-passed.js';
import { pathOf, placeOf } from '../../programs/proxies/upstream.js';
import { logSays } from '../log-line.js';
import type { Evidence } from '../rule.js';
import { advice } from '../talk.js';

/** Where a path was lost: the rest of a sentence about it, how that is known, and what to do. */
export interface LostPath {
  /** A sentence after others. */
  readonly says: string;
  readonly evidence: Evidence;
  readonly fix: Fix;
}

const tellIt =
  'the application is told its prefix: --root-path (Uvicorn), SCRIPT_NAME (Gunicorn), FORCE_SCRIPT_NAME (Django), basePath (Next.js), base (Vite), server.servlet.context-path (Spring)';

/** By a proxy that serves the application below a prefix: it is handed the prefix that it does not know, or not the one that it does. */
export function byPrefix(passed: PathPassed, path: string): LostPath {
  const { prefix, text, place, handed, whole, behind } = passed;
  const evidence = { fact: 'configuration', says: text, source: place } as const;
  if (handed === path)
    return {
      says: `The proxy hands the whole path on, ${prefix} included.`,
      evidence,
      fix: advice(
        `If the application does not know ${prefix}, take it away on the way`,
        `At ${place}:\n${asLines(behind)}\nThen reload the proxy. Or ${tellIt}.`,
      ),
    };
  return {
    says: `The proxy asks the application for ${handed}.`,
    evidence,
    fix: handed.startsWith('//')
      ? advice(
          'Take the prefix away with its slash',
          `At ${place}:\n${asLines(behind)}\nThen reload the proxy.`,
        )
      : advice(
          `If the application knows it as ${path}, hand the whole path on`,
          `At ${place}:\n${asLines(whole)}\nThen reload the proxy.`,
        ),
  };
}

/** By a web server that has nothing there by itself, and an application behind it below some prefixes alone. */
export function besidePrefixes(prefixes: readonly PrefixPassed[], end: Conversation): LostPath | undefined {
  const [first] = prefixes;
  if (!first) return undefined;
  const below = [...new Set(prefixes.map(({ prefix }) => prefix.replace(/\/?$/, '/')))].slice(0, 4);
  const urls = below.map(prefix => `  ${urlOf({ ...end, path: prefix + (end.path ?? '/').slice(1) })}`);
  return {
    says: `It hands on to an application what is below ${listed(below)}, and this is not.`,
    evidence: { fact: 'configuration', says: first.text, source: placeOf(first) },
    fix: advice('If the application is meant, ask below its prefix', urls.join('\n')),
  };
}

/** By an application that redirects to a path of its own, and does not know the prefix that its proxy puts before it. */
export function outOfPrefix(passed: PathPassed, from: string, to: string): LostPath | undefined {
  const { prefix, text, place, handed, back } = passed;
  if (handed === from || to.startsWith(prefix)) return undefined;
  return {
    says: `The application does not know that it is served below ${prefix}, and redirects out of it.`,
    evidence: { fact: 'configuration', says: text, source: place },
    fix: advice(
      'Put the prefix back before what the application redirects to',
      `At ${place}, beside it:\n${asLines(back)}\nThen reload the proxy. Better, as links on its pages are wrong too: ${tellIt}.`,
    ),
  };
}

/** Older words are of another time, milliseconds. */
const RECENT = 60 * 60 * 1000;

/** "open() "/srv/x" failed (2: No such file or directory)", ""/srv/x/index.html" is not found (2: …" */
const missing = /(?:open\(\) )?"([^"]+)" (?:failed|is not found) \(2: No such file or directory\)/;

/** By nginx itself, whose log names the file that it looked for. */
export function byLog(logs: readonly LogExcerpt[], path: string, now: number): LostPath | undefined {
  for (const { path: log, lines, modifiedAt } of logs) {
    if (now - modifiedAt > RECENT) continue;
    const line = lines.slice(-20).findLast(each => missing.test(each) && each.includes(`"GET ${path} HTTP/`));
    const file = line && missing.exec(line)?.[1];
    if (file)
      return {
        says: `The file that it looked for is not there: ${file}.`,
        evidence: logSays(line, log),
        fix: advice(
          'Put the file there, or correct root or alias',
          'root puts the whole path of the URL behind it, alias only what is behind the location. For the pages of a single-page application: try_files $uri $uri/ /index.html;',
          true,
        ),
      };
  }
  return undefined;
}

/** "Deployment of web application archive [/srv/tomcat/webapps/shop.war] has finished"; directory, or descriptor of an .xml. */
const deployed =
  /Deployment of (?:web application \w+|deployment descriptor) \[[^\]]*\/([^\]/]+?)(?:\.war|\.xml)?\] has finished/;

/** By Tomcat, whose log names the applications that it has deployed: shop is below /shop, a#b below /a/b, ROOT below none. A version may follow: shop##2. */
export function byDeployment(logs: readonly LogExcerpt[], end: Conversation): LostPath | undefined {
  const found = logs.flatMap(({ path, lines }) =>
    lines.flatMap(line => {
      const name = deployed.exec(line)?.[1]?.replace(/##.*$/, '');
      return name && name !== 'ROOT' ? [{ path, line, below: `/${name.replace(/#/g, '/')}` }] : [];
    }),
  );
  const path = end.path ?? '/';
  const known = [...new Set(found.map(({ below }) => below))];
  const last = found.at(-1);
  if (!last || known.some(below => `${pathOf({ path })}/`.startsWith(`${below}/`))) return undefined;
  return {
    says: `By its log, Tomcat serves ${known.join(', ')}.`,
    evidence: logSays(last.line, last.path),
    fix: advice(
      'Ask one of its applications',
      known.map(below => `  ${urlOf({ ...end, path: below + path })}`).join('\n'),
    ),
  };
}

type Hint = readonly [words: RegExp, title: string, text: string];

/** What frameworks say of a path that they do not know, and where they keep what leads to it. */
const hints: readonly Hint[] = [
  [
    /^File not found\.\s*$/,
    'Let the web server name the right file to PHP-FPM',
    "These words are PHP-FPM's: it was reached, and the file it was told to run is not there for it. In nginx: fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name; with the root where the .php files are, and rights for PHP-FPM's user on every folder above them (namei -l FILE).",
  ],
  [
    /<h1>HTTP Status 404 . Not Found<\/h1>/,
    'Put the name of the application before the path',
    'Tomcat serves webapps/shop.war at /shop, and ROOT.war at /. An application that failed to start is not there: catalina.out and localhost.*.log say why.',
  ],
  [
    /Cannot GET \/socket\.io\//,
    'Let the server listen that Socket.IO was given',
    'new Server(server) answers for that server alone, and app.listen() makes another one: server.listen(PORT), where server is createServer(app).',
  ],
  [
    /Cannot GET \//,
    'Look which paths it has',
    "Express says so too of a path that it has for another method alone (app.post), of one below a prefix (app.use('/api', router)), and of a router that app.use() was not given.",
  ],
  [
    /The requested URL was not found on the server\. If you entered the URL manually/,
    'Look which paths it has',
    'flask routes lists them. A blueprint with url_prefix, or an application that is mounted below a path, puts its own before; and where SERVER_NAME is set, Flask may answer to that name alone.',
  ],
  [
    /^404 page not found\s*$/,
    'Look which paths it has',
    "These words are those of a Go program that has no route for this path. Traefik says so where no router's rule fits the host and path, or the service was not taken: its dashboard (/api/http/routers) lists the routers; a container may need the label traefik.enable=true, and a network that Traefik is on.",
  ],
  [
    /Whitelabel Error Page/,
    'Put the context path before the path, or look at what is mapped',
    'server.servlet.context-path in application.properties is the prefix of all paths; a controller outside the package of the main class is not found.',
  ],
  [
    /This page could not be found/,
    'Put the base path before the path, or look at its files',
    'basePath in next.config is the prefix of all paths; pages are files: app/NAME/page.js or pages/NAME.js.',
  ],
  [
    /^\{"detail":"Not Found"\}\s*$/,
    'Look which paths it has',
    '/docs lists them, unless it is turned off. A router with a prefix, an application that is mounted below a path, and --root-path put theirs before.',
  ],
  [
    /Using the URLconf defined in/,
    'Look which paths it has',
    'The page itself lists them in a browser, for DEBUG is on: the patterns of urls.py in their order.',
  ],
];

/** What to do by the words of the answer; undefined where they are nobody's. */
export function byWords(body: string): Fix | undefined {
  const hint = hints.find(([words]) => words.test(body));
  return hint && advice(hint[1], hint[2]);
}
