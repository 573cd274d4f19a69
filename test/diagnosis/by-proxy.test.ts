import { describe, expect, it } from 'vitest';
import { codes, diagnosed, probe } from '../support/healthy.js';
import { lookedUp, says } from '../support/names.js';
import { answering } from '../support/proxied.js';
import { unshaken } from '../support/talks.js';

const here = { from: 'self', family: null } as const;
const url = 'http://198.51.100.7:8000/';
const variables = { http_proxy: 'http://127.0.0.1:3128' };

/** A URL of another machine to which there is no direct way, with a proxy that answers with this status. */
const asked = (status: number, typed = url, address = '198.51.100.7') =>
  diagnosed(
    typed,
    {
      sockets: [],
      probes: [probe(address, 8000, 'timeout')],
      proxies: { variables, attempts: [answering(status)] },
    },
    here,
  );

describe('a URL that only a proxy gets to', () => {
  it('is reachable where the proxy brought the answer', () => {
    const found = asked(200);
    expect(found.verdict).toBe('reachable');
    expect(codes(found).filter(each => !each.startsWith('note'))).toEqual([]);
  });

  it('is undecided where the proxied answer leads on', () => expect(asked(302).verdict).toBe('inconclusive'));

  it('is unreachable where the proxy cannot get to it either', () =>
    expect(asked(504).verdict).toBe('unreachable'));

  it("of this machine is its own server's to answer", () =>
    expect(asked(200, 'http://10.0.0.1:8000/', '10.0.0.1').verdict).not.toBe('reachable'));

  it('is unreachable where TLS fails in the way that the proxy opened', () => {
    const secure = 'https://198.51.100.7:8000/';
    const inside = { tls: unshaken(), ended: 'closed' as const };
    const attempts = [answering(200, { inside })];
    const found = diagnosed(
      secure,
      {
        sockets: [],
        probes: [probe('198.51.100.7', 8000, 'timeout')],
        proxies: { variables: { https_proxy: 'http://127.0.0.1:3128' }, attempts },
      },
      here,
    );
    expect(found.verdict).toBe('unreachable');
  });

  it.each([
    ['socks5h', 'reachable'],
    ['socks5', 'unreachable'],
  ])('of a name that only the proxy knows is %s: %s', (scheme, verdict) => {
    const proxy = `${scheme}://127.0.0.1:1080`;
    const found = diagnosed(
      'http://app.test:8000/',
      {
        sockets: [],
        probes: [],
        names: lookedUp([], { answers: [says('10.0.0.53', 'NXDOMAIN')] }),
        proxies: { variables: { all_proxy: proxy }, attempts: [answering(200, { url: proxy })] },
      },
      here,
    );
    expect(found.verdict).toBe(verdict);
  });
});
