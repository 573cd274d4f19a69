import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/app/too-many-clients.js';
import { verdictOf } from '../../support/ground.js';
import { heard, port, said, url } from '../../support/talks.js';

describe('app/too-many-clients', () => {
  it.each([
    [
      'Redis',
      port,
      [
        said({
          asked: 'service',
          protocol: 'redis',
          banner: '-ERR max number of clients reached',
          http: null,
        }),
      ],
      { severity: 'error' },
    ],
    [
      'MySQL',
      port,
      [said({ asked: 'listen', protocol: 'mysql', banner: 'error 1040: Too many connections', http: null })],
      { severity: 'error' },
    ],
    [
      'PostgreSQL',
      port,
      [
        said({
          asked: 'service',
          protocol: 'postgresql',
          banner: 'FATAL 53300: sorry, too many clients already',
          http: null,
        }),
      ],
      { severity: 'error' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    ['room', port, [said({ asked: 'service', protocol: 'redis', banner: '+PONG', http: null })]],
    ['HTTP was asked', url, [said()]],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});
