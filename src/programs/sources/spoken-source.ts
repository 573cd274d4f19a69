import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { invocationOf, type Language } from '../invocation.js';

/** What makes a script an HTTP server, and what makes it a server of sockets without a protocol. */
interface Marks {
  readonly http: RegExp;
  readonly sockets: RegExp;
  /** Carries HTTP where the source makes an HTTP server besides, and a protocol of its own where it does not. */
  readonly either?: RegExp;
}

const marks: Readonly<Partial<Record<Language, Marks>>> = {
  node: {
    http: /\bhttps?(?:["'`]\))?\.createServer\b|\bhttp2\.create\w*Server\b|(?:require\(\s*|from\s+|import\(\s*)["'`](?:express|fastify|koa|@hapi\/hapi|hapi|restify|polka|h3|hono|@hono\/node-server|@nestjs\/core|micro|connect|sirv|node-static)["'`]|\bBun\.serve\b|\bDeno\.serve\b|\{[^}]*\bcreateServer\b[^}]*\}\s*(?:=\s*require\(\s*|from\s+)["'`](?:node:)?https?["'`]/,
    sockets:
      /\b(?:net|tls)(?:["'`]\))?\.(?:createServer|Server)\b|\{[^}]*\bcreateServer\b[^}]*\}\s*(?:=\s*require\(\s*|from\s+)["'`](?:node:)?(?:net|tls)["'`]|\bBun\.listen\b|\bDeno\.listen\b/,
  },
  python: {
    http: /\bhttp\.server\b|^\s*from\s+aiohttp\s+import\s.*\bweb\b|\bBaseHTTPServer\b|\bHTTPServer\b|\bwsgiref\b|^\s*(?:from|import)\s+(?:flask|fastapi|django|bottle|aiohttp\.web|sanic|quart|falcon|starlette|uvicorn|hypercorn|waitress|cherrypy|tornado\.web|twisted\.web|gunicorn|streamlit|gradio|dash|pyramid|werkzeug)\b/m,
    sockets:
      /\.listen\(|\bcreate_server\(|\bstart_server\(|\bStreamRequestHandler\b|\b(?:asyncio|protocol)\.Protocol\b/,
    either: /\bsocketserver\b|\bTCPServer\b/,
  },
  ruby: {
    http: /["'](?:webrick|sinatra(?:\/base)?|rack|puma|rackup|roda|hanami|grape|thin)["']|\bWEBrick\b/,
    sockets: /\b(?:TCPServer|EventMachine|GServer|Socket\.tcp_server_loop)\b/,
  },
  perl: {
    http: /\b(?:HTTP::Daemon|HTTP::Server::\w+|Mojolicious|Dancer2?|Plack)\b/,
    sockets: /\bIO::Socket::(?:INET|IP)\b|\blisten\s*\(/i,
  },
  php: {
    http: /React\\Http|Swoole\\Http|Amp\\Http|Workerman\\Worker\(\s*["']http:/,
    sockets: /\b(?:stream_socket_server|socket_create(?:_listen)?)\s*\(|React\\Socket/,
  },
  java: {
    http: /\bcom\.sun\.net\.httpserver\b|\bHttpServer\.create\b|org\.(?:eclipse\.jetty|springframework)\b|\bio\.(?:javalin|undertow|vertx)\b/,
    sockets: /\bServerSocket(?:Channel)?\b/,
  },
};

/** A status line that a source writes by hand, with its end of line: 'HTTP/1.0 200 OK\\r\\n'. */
const statusLine = /\bHTTP\/1\.[01] (?:[1-5]\d\d|[%{$#])[^"'`\n]{0,60}\\n/;

/** A source that shows what its program speaks on the one port that it opens. */
export interface SourceSpeech {
  readonly speaks: 'http' | 'own';
  readonly path: string;
  readonly words: string;
}

/**
 * What a script's own source says that it speaks: HTTP, where it makes an HTTP server, or writes HTTP's answers to the
 * only bare sockets that it opens; a protocol of its own, where it takes connections as such. Undefined where it does
 * both, neither, or cannot be read.
 */
export function speechOf(process: Process, files: readonly ConfigurationFile[]): SourceSpeech | undefined {
  const { language, head } = invocationOf(process);
  const known = language && marks[language];
  if (!known) return undefined;
  const inline = { path: 'its command', text: head.slice(1).join('\n') };
  const texts = [inline, ...files.filter(({ path }) => isProgramText(path))];
  const http = firstIn(texts, known.http);
  const sockets = firstIn(texts, known.sockets);
  // Where a source makes both, nobody can tell which port is whose.
  if (http) return sockets ? undefined : { speaks: 'http', ...http };
  const own = sockets ?? (known.either && firstIn(texts, known.either));
  const byHand = own && firstIn(texts, statusLine);
  if (!byHand) return own && { speaks: 'own', ...own };
  const opened = linesIn(texts, known.sockets).filter(({ words }) => !/^(?:import|from)\b/.test(words));
  return opened.length > 1 ? undefined : { speaks: 'http', ...byHand };
}

/** A manifest or settings file tells of what a project uses, and not of what this process does. */
const isProgramText = (path: string): boolean => /\.(?:[cm]?[jt]s|py|rb|pl|pm|php|java)$/.test(path);

type Texts = readonly { readonly path: string; readonly text: string }[];

/** The lines that are no comments, and match. */
const linesIn = (texts: Texts, pattern: RegExp) =>
  texts.flatMap(({ path, text }) =>
    text
      .split('\n')
      .filter(line => !/^\s*(?:#|\/\/|\*)/.test(line) && pattern.test(line))
      .map(line => ({ path, words: line.trim().slice(0, 120) })),
  );

const firstIn = (texts: Texts, pattern: RegExp) => linesIn(texts, pattern)[0];
