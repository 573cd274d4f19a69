import { expect, it } from 'vitest';
import { asAsked, failedAt, mayBeOf } from '../../../src/facts/upstreams/failure.js';
import { answer, attempt, mute, said } from '../../support/talks.js';

it.each([
  ['502', said({ http: answer(502) }), true],
  ['no byte', mute(), true],
  ['another protocol is wanted', said({ http: answer(426) }), true],
  ['WebSocket was asked for', said({ http: answer(426), upgrade: true }), false],
  ['frames of HTTP/2 for a request in HTTP/1', said({ http: null, protocol: 'http2' }), true],
  [
    "a page about a proxy's header",
    mute({ outcome: 'answered', firstBytes: "<p>Message: Bad request version ('80')." }),
    true,
  ],
  ['a page without a head', mute({ outcome: 'answered', firstBytes: '<p>hello' }), false],
  ['200', said(), false],
  ['what Redis says', said({ http: null, protocol: 'redis', firstBytes: '-ERR' }), false],
  [
    'PgBouncer has no server',
    said({ protocol: 'postgresql', http: null, banner: 'FATAL 08P01: query_wait_timeout' }),
    true,
  ],
  [
    'PostgreSQL has no such database',
    said({ protocol: 'postgresql', http: null, banner: 'FATAL 3D000: database "x" does not exist' }),
    false,
  ],
])('may come of what stands behind: %s', (_, conversation, expected) =>
  expect(failedAt([attempt([conversation])]) !== undefined).toBe(expected),
);

it.each([
  ['a page that was waited for', mute({ outcome: 'silent', path: '/report' }), '/report'],
  ['a page for which the proxy gave up waiting', said({ http: answer(504), path: '/report' }), '/report'],
  ['a page that the proxy has nobody for', said({ http: answer(502), path: '/report' }), '/report'],
  ['a page without a byte', mute({ path: '/report' }), '/report'],
  ['what was asked without a path', mute({ path: null }), '/'],
])('asks the application for %s', (_, conversation, path) =>
  expect(asAsked(conversation)).toEqual({ name: null, path }),
);

it.each([
  ['nginx', false],
  ['lighttpd/1.4.69', true],
  ['vite', true],
])('takes a 500 of %s for what its upstream may have done: %s', (name, expected) =>
  expect(mayBeOf(said({ http: answer(500) }), name)).toBe(expected),
);
