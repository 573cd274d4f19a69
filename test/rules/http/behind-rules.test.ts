// Whom a proxy lets in, and this machine not, meets the application behind it.
import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import type { UpstreamState } from '../../../src/facts/upstreams/types.js';
import { rule } from '../../../src/rules/http/bad-gateway.js';
import { verdictOf } from '../../support/ground.js';
import { answer, attempt, fromLanByNginx, mute, said, shaken } from '../../support/talks.js';
import { upstreamState } from '../../support/upstreams.js';

const at = { address: '127.0.0.1', port: 3000 };
const saying = (...conversations: Parameters<typeof attempt>[0]): UpstreamState =>
  upstreamState({}, { probes: [attempt(conversations, at)] });
const gone = upstreamState(
  {},
  { probes: [attempt([], { ...at, outcome: 'refused', errno: 'ECONNREFUSED' })] },
);
const far = upstreamState({ host: '10.0.0.9' });
const well = saying(said({ http: answer(200) }));

const judged = (upstreams: readonly UpstreamState[], rules = 'allow 10.77.0.2; deny all;') => {
  const { facts, question } = fromLanByNginx(rules, 403);
  const behindRules = { proxy: 'nginx', upstreams, logged: null };
  const passing = known({ proxy: null, upstreams: [], logged: null, behindRules }, 'the test');
  return verdictOf(rule, { ...facts, upstreams: passing }, question);
};

it('finds nobody there', () =>
  expect(judged([gone])).toMatchObject({
    severity: 'error',
    outcome: 'http-error',
    summary: expect.stringContaining('nothing listens on 127.0.0.1:3000'),
    evidence: expect.arrayContaining([
      expect.objectContaining({ says: 'allow 10.77.0.2 decides for 10.77.0.2' }),
    ]),
  }));

it('is not sure of a page that fails without its proxy', () =>
  expect(judged([saying(said({ http: answer(404) }))])).toMatch(/^unchecked: .*404/));

it.each([
  ['nobody is there', [gone], { severity: 'error', summary: expect.stringContaining('nothing listens on') }],
  ['that wants it itself', [saying(said({ http: answer(401) }))], undefined],
  ['one of several is there', [gone, well], undefined],
  ['of another path', [{ ...gone, upstream: { ...gone.upstream, otherPath: true } as const }], undefined],
])('looks past a password: %s', (_, upstreams, expected) => {
  const { facts, question } = fromLanByNginx('', 401);
  const behindRules = { proxy: 'nginx', upstreams, logged: null };
  const passing = known({ proxy: null, upstreams: [], logged: null, behindRules }, 'the test');
  const verdict = verdictOf(rule, { ...facts, upstreams: passing }, question);
  if (expected) expect(verdict).toMatchObject(expected);
  else expect(verdict).toBe('ruled-out');
});

describe('says nothing', () => {
  it.each([
    ['where it answers', [well]],
    ['where one of several does', [gone, well]],
    ['of another machine', [far]],
    ['of one that takes its time', [saying(mute({ outcome: 'silent' }))]],
    [
      'of one that wants a certificate, which the proxy may have',
      [
        saying(
          mute({ asked: 'https', outcome: 'closed', tls: shaken({ clientCertificateRequested: true }) }),
        ),
      ],
    ],
    ['where the way on is not known', []],
  ])('%s', (_, upstreams) => expect(judged(upstreams)).toBe('ruled-out'));

  it('of whom the proxy keeps out too', () => expect(judged([gone], 'deny all;')).toBe('ruled-out'));
});
