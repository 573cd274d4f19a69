import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/http/not-found.js';
import { verdictOf } from '../../support/ground.js';
import { answer, heard, port, said, url } from '../../support/talks.js';

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
