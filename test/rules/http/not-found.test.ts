import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule } from '../../../src/rules/http/not-found.js';
import { verdictOf } from '../../support/ground.js';
import { listener, running } from '../../support/healthy.js';
import { answer, heard, port, said, typed, url } from '../../support/talks.js';

describe('http/not-found', () => {
  it.each([
    ['404', url, [said({ http: answer(404) })], { severity: 'error' }],
    ['410', url, [said({ http: answer(410) })], { severity: 'error' }],
    ['where a port was asked', port, [said({ http: answer(404) })], { severity: 'note', outcome: 'ok' }],
    [
      'at the end of a redirect',
      url,
      [
        said({ http: answer(302, '', { location: '/x' }) }),
        said({ reason: 'redirect', path: '/x', http: answer(404) }),
      ],
      { severity: 'error' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    ['200', url, [said()]],
    ['a redirect that ends well', url, [said({ http: answer(404) }), said({ reason: 'redirect' })]],
    ['400', url, [said({ http: answer(400) })]],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});

it('knows the words of PHP-FPM for a file that it was told to run and does not find', () => {
  const found = verdictOf(rule, heard([said({ http: answer(404, 'File not found.\n') })]), url);
  expect(found).toMatchObject({ fixes: [{ text: expect.stringContaining('SCRIPT_FILENAME') }, {}] });
});

describe('a 404 of an nginx that has no site for the name', () => {
  const named = typed('http://shop.test:8000/cart');
  const reply = [said({ name: 'shop.test:8000', path: '/cart', http: answer(404) })];
  const by = (text: string) =>
    heard(reply, {
      configuration: known([{ path: '/etc/nginx/nginx.conf', text, modifiedAt: 0 }], 'the test'),
      sockets: known([listener('0.0.0.0', 8000)], 'the test'),
      owners: known({ pidsByInode: { 13000: [7] }, hidden: [] }, 'the test'),
      processes: known([running(7, ['nginx: master process'], { name: 'nginx' })], 'the test'),
    });
  const summary = (text: string) => (verdictOf(rule, by(text), named) as { summary: string }).summary;

  it('says that the default one answers', () => {
    expect(summary('server { listen 8000 default_server; server_name _; root /srv; }')).toContain(
      'No site of nginx is set up for shop.test: the default one answers.',
    );
  });

  it.each([
    ['the name is set up', 'server { listen 8000; server_name shop.test; root /srv; }'],
    ['an application answers', 'server { listen 8000; location / { proxy_pass http://127.0.0.1:1; } }'],
  ])('does not where %s', (_, text) => expect(summary(text)).not.toContain('No site'));
});
