import type { Conversation } from '../../facts/probes/types.js';
import { pathOf } from '../../programs/proxies/upstream.js';
import { advice, told } from '../talk.js';
import type { LostPath } from './lost-path.js';

/** How frameworks name the path that they do not know: Express and Nest, Fastify, Rails, Phoenix; Tomcat; Spring. */
const words = [
  /(?:Cannot|Route|No route matches|no route found for) \[?GET\]?[ :](?:&quot;|")?(\/[^\s"<>&?]*)/,
  /requested resource \[(\/[^\]?]*)\] is not available/,
  /"status":404,.{0,200}"path":"(\/[^"?]*)"/,
];

const ways =
  'in Caddy, handle_path and uri strip_prefix (handle and route leave it); in Traefik, StripPrefix and AddPrefix; in nginx, the path behind proxy_pass, and rewrite; in Apache, the URL of ProxyPass; in HAProxy, http-request set-path and replace-path.';

/** By an application that passes on, as the page, why it could not read a file (Express, res.sendFile()). */
function byMissingFile(end: Conversation): LostPath | undefined {
  const file = /ENOENT: no such file or directory, (?:stat|open) (?:'|&#39;)(\/[^'&<\n]{1,400})/.exec(
    end.http?.body ?? '',
  )?.[1];
  return file === undefined
    ? undefined
    : {
        says: `The file that it answers with is not there: ${file}.`,
        evidence: told(end, `It looked for ${file}`),
        fix: advice(
          'Put the file there, or name the right one',
          'Pages of a build folder (build, dist) come by npm run build, in the folder of that project.',
        ),
      };
}

/** By the application, which names a path that is not the one that was asked for: what stands before it has taken a prefix off, or put one on. */
export function byNamedPath(end: Conversation): LostPath | undefined {
  const missing = byMissingFile(end);
  if (missing) return missing;
  const path = pathOf({ path: end.path ?? '/' });
  const body = end.http?.body ?? '';
  const named = words.map(each => each.exec(body)?.[1]).find(each => each !== undefined);
  if (named === undefined || named === path) return undefined;
  const off = path.endsWith(named) && path.slice(0, -named.length);
  const on = named.endsWith(path) && named.slice(0, -path.length);
  if (!off && !on) return undefined;
  return {
    says: `The application was asked for ${named}: what stands before it ${off ? `takes ${off} off` : `puts ${on} on`}.`,
    evidence: told(end, `It names the path that it was asked for: ${named}`),
    fix: advice(
      `If the application knows it as ${path}, hand that on`,
      `A proxy or ingress in front changes the path: ${ways}`,
    ),
  };
}
