import type { Middleware } from '../http/application.js';
import { errorReply } from '../http/plain.js';
import { headerOfReply, withHeaders } from '../http/reply.js';
import { queryOf } from '../http/request.js';

/** Dotted names of JavaScript in ASCII: nothing that could be read as anything but a name. */
const isCallback = (name: string): boolean =>
  name.length <= 64 && /^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*$/.test(name);

/** Turns JSON that was asked for with `?callback=NAME` into a script that hands it to NAME. */
export const jsonp: Middleware = next => async request => {
  const response = await next(request);
  const name = new URLSearchParams(queryOf(request)).get('callback');
  const type = headerOfReply(response, 'content-type') ?? '';
  if (name === null || request.method !== 'GET' || !/^application\/([\w.-]+\+)?json\b/i.test(type))
    return response;
  if (!isCallback(name)) return errorReply(400, '<p>The callback is no name of a function.');
  const json = (await response.text()).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029').trim();
  const script = `/**/ typeof ${name} === 'function' && ${name}(${json});\n`;
  return withHeaders(
    response,
    {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Content-Length': String(Buffer.byteLength(script)),
      'X-Content-Type-Options': 'nosniff',
      ETag: undefined,
    },
    script,
  );
};
