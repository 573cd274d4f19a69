import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import type { Conversation } from '../../../src/facts/probes/types.js';
import { rule } from '../../../src/rules/http/wrong-virtual-host.js';
import { verdictOf } from '../../support/ground.js';
import { answer, heard, nginxOn8000, said, typed } from '../../support/talks.js';

const url = typed('http://shop.test:8000/');
const nginx = { server: 'nginx/1.22.1' };
const sites = (text: string) => ({
  configuration: known([{ path: '/etc/nginx/nginx.conf', text, modifiedAt: 0 }], 'configuration files'),
});
const blogAlone = sites(`http {
  server { listen 8000; server_name blog.test; root /srv/blog; }
  server { listen 8000; server_name wiki.test; root /srv/wiki; }
}`);
const welcome = '<title>Welcome to nginx!</title>';
const asked = (over: Partial<Conversation>) => said({ name: 'shop.test:8000', ...over });

describe('http/wrong-virtual-host', () => {
  it.each([
    [
      'the configuration has no site of that name',
      asked({ http: answer(404, '', nginx) }),
      { severity: 'error', summary: expect.stringContaining('No site is set up for shop.test') },
    ],
    [
      'the default site answers well, so it may be meant',
      asked({ http: answer(200, 'the blog', nginx) }),
      { severity: 'warning', summary: expect.stringContaining('wiki.test'), outcome: 'ok' },
    ],
  ])('is found: %s', (_, conversation, expected) =>
    expect(verdictOf(rule, heard([conversation], blogAlone), url)).toMatchObject(expected),
  );

  it('is found where the name has a site in http alone, and another one answers in https', () => {
    const judged = (name: string, port = 443) =>
      verdictOf(
        rule,
        heard([said({ name: 'shop.test', port, http: answer(200, 'the blog', nginx) })], {
          ...sites(`http {
  server { listen ${port}; server_name blog.test; }
  server { listen 80; server_name ${name}; }
}`),
        }),
        url,
      );
    expect(judged('shop.test')).toMatchObject({
      severity: 'warning',
      summary: expect.stringContaining('No site on port 443 is set up for shop.test'),
    });
    // One site alone may be for whatever name.
    expect(judged('wiki.test')).toBe('ruled-out');
    // What is on a port of its own is no half of a site.
    expect(judged('shop.test', 8443)).toBe('ruled-out');
  });

  it('is found where the site of the name listens on IPv4 alone, and the default one on IPv6 too', () => {
    const judged = (listen: string) =>
      verdictOf(
        rule,
        heard(
          [asked({ address: 'fd20::1', http: answer(200, 'the blog', nginx) })],
          sites(`http {
  server { listen 8000; listen [::]:8000 default_server; root /srv; }
  server { ${listen} server_name shop.test; }
}`),
        ),
        url,
      );
    expect(judged('listen 8000;')).toMatchObject({
      severity: 'warning',
      summary: expect.stringContaining('takes no connections to fd20::1 (/etc/nginx/nginx.conf:3)'),
      fixes: [{ text: expect.stringContaining('listen [::]:8000;') }],
    });
    expect(judged('listen 8000; listen [::]:8000;')).toBe('ruled-out');
  });

  it('names the very address where another site has a line for that one alone', () =>
    expect(
      verdictOf(
        rule,
        heard(
          [asked({ http: answer(200, 'the blog', nginx) })],
          sites(`http {
  server { listen 10.77.0.1:8000; root /srv; }
  server { listen 8000; server_name shop.test; }
}`),
        ),
        url,
      ),
    ).toMatchObject({ fixes: [{ text: expect.stringContaining('listen 10.77.0.1:8000;') }] }));

  it('takes a dot at the end of the name as nginx does', () =>
    expect(
      verdictOf(
        rule,
        heard([said({ name: 'blog.test.:8000', http: answer(200, 'the blog', nginx) })], blogAlone),
        typed('http://blog.test.:8000/'),
      ),
    ).toBe('ruled-out'));

  it('is found where a made-up name gets the same welcome page, whatever the configuration is', () => {
    const page = { http: answer(200, welcome, nginx) };
    const both = [asked(page), said({ reason: 'made-up-name', name: 'x7.test:8000', ...page })];
    expect(verdictOf(rule, heard(both), url)).toMatchObject({ severity: 'error' });
  });

  it.each([
    [
      'a site has the name',
      asked({ http: answer(404, '', nginx) }),
      sites('http { server { listen 8000; server_name shop.test; } }'),
      url,
    ],
    ['nothing is known of its sites', asked({ http: answer(404, '', nginx) }), {}, url],
    [
      'an address was asked, which is no name of a site',
      said({ http: answer(404, '', nginx) }),
      blogAlone,
      typed('http://10.77.0.1:8000/'),
    ],
    ['it did not answer in HTTP', asked({ http: null }), blogAlone, url],
  ])('is ruled out: %s', (_, conversation, facts, question) =>
    expect(verdictOf(rule, heard([conversation], facts), question)).toBe('ruled-out'),
  );
});

describe('a site in a file that was changed since the server read it', () => {
  const site = 'server { listen 8000; server_name shop.test; root /srv; }';
  const named = (status: number, body: string) => asked({ http: answer(status, body, nginx) });
  const judged = (said: readonly Conversation[], modifiedAt = 6_000_000) =>
    verdictOf(rule, heard(said, nginxOn8000(site, modifiedAt)), url);

  const toAnother = said({ reason: 'made-up-name', name: 'x7.test:8000', http: answer(404, '', nginx) });

  it('is not the one that welcomes to nginx', () =>
    expect(judged([named(200, welcome)])).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('(/etc/nginx/conf.d/shop.conf:1) is in a file that was changed after'),
      fixes: [{ steps: [{ do: 'run', command: 'kill -HUP 7' }] }],
    }));

  it('may be the one that answers well', () =>
    expect(judged([named(200, 'the blog')])).toMatchObject({ severity: 'warning', outcome: 'ok' }));

  it.each([
    ['has been read since', judged([named(200, welcome)], 4_000_000)],
    ['may say itself that there is no such page', judged([named(404, 'no shop here')])],
    ['fails by itself', judged([named(500, 'oops')])],
    ['answers by itself, and another one a made-up name', judged([named(200, welcome), toAnother])],
  ])('is no matter where it %s', (_, verdict) => expect(verdict).toBe('ruled-out'));
});
