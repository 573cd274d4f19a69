import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule } from '../../../src/rules/http/no-response.js';
import { verdictOf } from '../../support/ground.js';
import { answer, attempt, heard, mute, port, said, secureUrl, url } from '../../support/talks.js';

describe('http/no-response', () => {
  it.each([
    ['a URL', url, [mute({ outcome: 'silent', ms: 6000 })], { severity: 'error', outcome: 'no-answer' }],
    [
      'a port of something unknown',
      port,
      [mute({ outcome: 'silent', ms: 6000 })],
      { severity: 'warning', outcome: 'unknown' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it('is left open where no byte came to a handshake, and plain HTTP could not be asked for', () => {
    const where = { name: 'site.test', port: 443, path: '/?a&b' };
    const first = mute({ ...where, asked: 'https', outcome: 'silent', ms: 6000 });
    const told = (...proof: Parameters<typeof heard>[0]) =>
      verdictOf(rule, heard([first, ...proof]), secureUrl);
    const proof = (ms: number, outcome: 'silent' | 'closed' = 'silent') =>
      mute({ reason: 'plain-proof', outcome, ms });
    expect(told()).toContain('no time was left to ask in plain HTTP, which may be what is spoken there');
    expect(told()).toContain("netcheck why 'http://site.test:443/?a&b'");
    expect(told(proof(200))).toContain('unchecked');
    expect(told(proof(3000))).toMatchObject({ severity: 'error' });
    expect(told(proof(2, 'closed'))).toMatchObject({ severity: 'error' });
  });

  it('sends nobody to a URL of a unix socket', () => {
    const socketPath = '/run/app.sock';
    const silent = attempt([mute({ outcome: 'silent', ms: 6000 })], { address: socketPath, port: 0 });
    const facts = heard([], { probes: known([silent], 'a connection') });
    const question = { ...port, target: { ...port.target, socketPath }, port: 0 };
    expect(verdictOf(rule, facts, question)).toMatchObject({
      fixes: [{ text: expect.stringContaining('curl -m 60 --unix-socket /run/app.sock') }],
    });
  });

  it('is found where a redirect stops, or the page at its end', () => {
    const moved = { http: answer(301) };
    const told = (...conversations: Parameters<typeof heard>[0]) =>
      verdictOf(rule, heard(conversations), url);
    const landed = (over = {}) => said({ reason: 'redirect', ...over });
    expect(told(said(moved), landed({ cut: 'silent' }))).toMatchObject({ severity: 'error' });
    expect(told(said({ ...moved, cut: 'silent' }), landed())).toMatchObject({ severity: 'error' });
    expect(told(said(moved), landed())).toBe('ruled-out');
  });

  it('tells a request that never arrived elsewhere, and leaves one that got lost here to others', () => {
    const lost = mute({ outcome: 'silent', ms: 6000, unheard: true });
    expect(verdictOf(rule, heard([lost]), { ...url, local: false })).toMatchObject({
      severity: 'error',
      says: 'the request never arrives',
    });
    expect(verdictOf(rule, heard([lost]), url)).toBe('ruled-out');
  });

  it('blames the page where the server answers another', () => {
    const page = mute({ outcome: 'silent', ms: 6000, path: '/report' });
    const found = (root: Parameters<typeof said>[0]) =>
      verdictOf(rule, heard([page, said({ reason: 'root', ...root })]), url);
    expect(found({ http: answer(404) })).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining(
        'the request for /report and says nothing for 6.0 s, while it answers',
      ),
    });
    expect(found({ http: null, outcome: 'silent' })).toMatchObject({
      summary: expect.not.stringContaining('while it answers'),
    });
  });

  it.each([
    ['an answer', url, [said()]],
    ['too little patience', url, [mute({ outcome: 'silent', ms: 300 })]],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});
