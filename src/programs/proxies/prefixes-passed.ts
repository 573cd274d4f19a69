import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { siteLines } from './apache-paths.js';
import { serversAt } from './nginx-servers.js';
import type { Directive } from './nginx-tree.js';
import { APACHE, NGINX, type Passed, pathOf } from './upstream.js';
import { isPass, locationsFor } from './upstreams-nginx.js';

/** A prefix below which a proxy hands requests on. */
export interface PrefixPassed {
  /** /api/ */
  readonly prefix: string;
  /** As it is written: location /api/: proxy_pass http://127.0.0.1:3000 */
  readonly text: string;
  readonly file: string;
  readonly line: number;
}

/** Those who read a path below /.well-known/ know it by themselves (RFC 8615). */
const forPeople = (prefix: string): boolean => /^\/\w[\w./~-]*$/.test(prefix);

/** A pass, or a directive by which another location may take the request: =404 is an answer. */
function mayHandOn(directive: Directive): boolean {
  const last = directive.arguments.at(-1) ?? '';
  if (directive.name === 'try_files') return !last.startsWith('=');
  return isPass(directive) || directive.name === 'rewrite' || last.startsWith('@');
}

function byNginx(files: readonly ConfigurationFile[], passed: Passed): readonly PrefixPassed[] {
  const { server } = serversAt(files, passed);
  if (!server) return [];
  const answering = locationsFor(server, pathOf(passed)).at(-1) ?? server;
  const done = answering.block.flatMap(each => (each.name === 'if' ? [each, ...each.block] : each));
  if (done.some(mayHandOn)) return [];
  return server.block
    .filter(({ name }) => name === 'location')
    .flatMap(({ arguments: [first = '', second = ''], block }) => {
      const prefix = first === '^~' ? second : first;
      const pass = block.find(isPass);
      if (!pass || !forPeople(prefix)) return [];
      const text = `location ${prefix}: ${pass.name} ${pass.arguments.join(' ')}`;
      return [{ prefix, text, file: pass.file, line: pass.line }];
    });
}

/** What hands on paths that it does not name, or not plainly. */
const unnamed = /^(?:ProxyPassMatch\s|RewriteRule\s|SetHandler\s+"?proxy:|ProxyPass\s+"?\w+:)/i;
const proxyPass = /^ProxyPass\s+"?(\/[^"\s]*)"?\s+"?(!|\w+:\/\/[^"\s]+)/i;

function byApache(files: readonly ConfigurationFile[], passed: Passed): readonly PrefixPassed[] {
  const { own, outside } = siteLines(files, passed);
  const lines = [...own, ...outside];
  if (lines.some(({ text }) => unnamed.test(text))) return [];
  const path = pathOf(passed);
  const all = lines.flatMap(({ file, line, text }) => {
    const [, prefix, to] = proxyPass.exec(text) ?? [];
    return prefix === undefined ? [] : [{ prefix, text, file, line, to }];
  });
  const first = all.find(({ prefix }) => path.startsWith(prefix));
  if (first && first.to !== '!') return [];
  return all.filter(({ prefix, to }) => to !== '!' && forPeople(prefix));
}

/** Where a proxy hands requests on, and it is not asked there: below prefixes alone. */
export function prefixesPassed(
  files: readonly ConfigurationFile[],
  proxy: string,
  passed: Passed,
): readonly PrefixPassed[] {
  if (NGINX.test(proxy)) return byNginx(files, passed);
  return APACHE.test(proxy) ? byApache(files, passed) : [];
}
