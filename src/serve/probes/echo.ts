import { readUpTo } from '../http/content.js';
import { errorReply, jsonReply, textReply } from '../http/plain.js';
import { connectionOf, headerPairsOf, pathOf, queryOf } from '../http/request.js';

const mostBody = 64 * 1024;

/** Answers the words that stand in the path: `/echo/hello` says `hello`. */
export const says = (rest: string): Response => {
  try {
    return textReply(decodeURIComponent(rest));
  } catch {
    return errorReply(400, '<p>The path cannot be read.');
  }
};

/**
 * The request as JSON: method, path, query, headers in order, body (text, or base64 where it is none; the first 64 KiB),
 * and the connection's two ends. Names that come more than once are lists.
 */
export const describe = async (request: Request): Promise<Response> => {
  const { bytes, whole } = await readUpTo(request, mostBody);
  const text = asText(bytes);
  return jsonReply({
    method: request.method,
    path: pathOf(request),
    query: gather([...new URLSearchParams(queryOf(request))]),
    headers: gather(headerPairsOf(request).map(([name, value]) => [name.toLowerCase(), value])),
    body: text ?? bytes.toString('base64'),
    bodyEncoding: text === undefined ? 'base64' : 'utf-8',
    bodyTruncated: !whole,
    ...connectionOf(request),
  });
};

const asText = (bytes: Buffer): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

const gather = (pairs: readonly (readonly [string, string])[]): Record<string, string | string[]> => {
  const found = new Map<string, string[]>();
  for (const [name, value] of pairs) found.set(name, [...(found.get(name) ?? []), value]);
  return Object.fromEntries(
    [...found].map(([name, values]) => [name, values.length === 1 ? values[0]! : values]),
  );
};
