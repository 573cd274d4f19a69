import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openedFor } from '../../../src/facts/proxies/destination.js';
import { clients, proxyFor } from '../../../src/facts/proxies/dialects.js';
import { parseTarget } from '../../../src/net/parse-target.js';

/** What the real clients did with http_proxy set: P for by the proxy, a dot for directly, in the order of `urls`. */
const measured: {
  urls: string[];
  byProxy: Record<string, Record<string, string>>;
} = JSON.parse(readFileSync(new URL('./fixtures/no-proxy.json', import.meta.url), 'utf8'));

const rows = Object.entries(measured.byProxy).flatMap(([list, byClient]) =>
  Object.entries(byClient).map(([name, way]) => ({ list, name, way })),
);

it.each(rows)('$name reads no_proxy="$list" as the real one does', ({ list, name, way }) => {
  const client = clients.find(each => each.name === name)!;
  const environment = { http_proxy: 'http://127.0.0.1:9', no_proxy: list, NODE_USE_ENV_PROXY: '1' };
  const read = measured.urls.map(url => {
    const opened = openedFor(parseTarget(url))!;
    return [url, proxyFor(client, environment, 'http', opened) ? 'P' : '.'];
  });
  expect(read).toEqual(measured.urls.map((url, index) => [url, way[index]]));
});

describe('which variable counts', () => {
  const choices = (environment: Record<string, string>, scheme: 'http' | 'https') =>
    Object.fromEntries(
      clients.map(client => [
        client.name,
        proxyFor(client, environment, scheme, { host: 'app.test', port: 8000 })?.variable,
      ]),
    );

  it('curl leaves HTTP_PROXY in upper case alone, and Go prefers it', () => {
    expect(choices({ HTTP_PROXY: 'a', http_proxy: 'b' }, 'http')).toMatchObject({
      curl: 'http_proxy',
      'Go programs': 'HTTP_PROXY',
    });
    expect(choices({ HTTP_PROXY: 'a' }, 'http')).toMatchObject({
      curl: undefined,
      wget: undefined,
      "Python's urllib": 'HTTP_PROXY',
    });
  });

  it('all_proxy is for some', () => {
    expect(choices({ all_proxy: 'a' }, 'https')).toEqual({
      curl: 'all_proxy',
      wget: undefined,
      "Python's urllib": undefined,
      "Python's requests": 'all_proxy',
      axios: 'all_proxy',
      "Node's fetch": undefined,
      'Go programs': undefined,
    });
  });

  it("Node's fetch reads them only when it is told to", () => {
    expect(choices({ http_proxy: 'a' }, 'https')["Node's fetch"]).toBeUndefined();
    expect(choices({ http_proxy: 'a', NODE_USE_ENV_PROXY: '1' }, 'https')["Node's fetch"]).toBe('http_proxy');
  });
});
