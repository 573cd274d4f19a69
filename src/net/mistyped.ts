import { parsePrefix } from './prefix.js';
import { UsageError } from './usage-error.js';

/** A port behind the word for what it is, or for what it speaks, where its host should be. */
export function withoutHost(input: string): UsageError | undefined {
  const [, word = '', port, rest = ''] = /^(https?|wss?|tcp|udp|port)[:/](\d+)(\/.*)?$/i.exec(input) ?? [];
  if (port === undefined) return undefined;
  const kind = word.toLowerCase();
  if (/^(tcp|udp)$/.test(kind))
    return new UsageError(`${input} is the wrong way round.`, `Try ${port}/${kind}`);
  return new UsageError(
    `${input} has no host.`,
    `Try ${kind === 'port' ? '' : `${kind}://localhost:`}${port}${rest}`,
  );
}

/** What is missing between the scheme of a URL and its host. */
export function mistypedScheme(input: string): UsageError | undefined {
  const [, scheme = '', sign = '', rest] = /^(https?|wss?)(:(?=[^/\d])|:\/|\/\/)([^/].*)$/i.exec(input) ?? [];
  if (rest === undefined) return undefined;
  const lacks = sign === ':' ? 'two slashes' : sign === ':/' ? 'a slash' : 'a colon';
  return new UsageError(
    `${input} lacks ${lacks}.`,
    `Try ${scheme.toLowerCase()}://${rest.replace(/^\\+/, '')}`,
  );
}

/** Without user names and passwords, which stand behind two slashes. */
export const withoutUsers = (typed: string): string => typed.replace(/\/\/[^/?#]*@/g, '//');

/** A whole URL pasted behind the scheme that a field had already. */
export function doubledScheme(typed: string): UsageError | undefined {
  const input = withoutUsers(typed);
  const [, url] = /^\w+:\/\/((?:https?|wss?):?\/\/.*)$/i.exec(input) ?? [];
  return url === undefined
    ? undefined
    : new UsageError(`${input} has its scheme twice.`, `Try ${url.replace(/^(\w+):?\/\//, '$1://')}`);
}

/** What to type where somebody named the folder of a project. */
export const BY_PORT = 'Ask by the port that its server prints when it starts: netcheck why 8000';

/** A slash that ends neither a scheme nor an address: a network, or a URL without a scheme. */
export function slashed(input: string): UsageError {
  if (parsePrefix(input))
    return new UsageError(`${input} is a network.`, 'Name one address in it, such as 10.0.0.5:80.');
  const [, host, number] = /^(localhost|\d+\.[\d.]+|\[[^\]]*\])\/(\d+)$/i.exec(input) ?? [];
  if (host) return new UsageError(`${input} has a slash where a colon belongs.`, `Try ${host}:${number}`);
  const port = /^:?(?=\d+\/)/.exec(input);
  const hint = port
    ? `Try http://localhost:${input.slice(port[0].length)}`
    : `Try http://${input} or https://${input}`;
  return new UsageError(`${input} has a path, but no scheme.`, hint);
}
