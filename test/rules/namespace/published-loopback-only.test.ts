import { describe, expect, it } from 'vitest';
import { partial } from '../../../src/facts/fact.js';
import { rule as publishedLoopbackOnly } from '../../../src/rules/namespace/published-loopback-only.js';
import { eight, published, publishedOn } from '../../support/docker.js';
import { fromHere, fromLan, verdictOf, world } from '../../support/ground.js';

describe('namespace/published-loopback-only', () => {
  it('is found by what the engine says, or by docker-proxy alone', () => {
    expect(verdictOf(publishedLoopbackOnly, world(publishedOn('127.0.0.1')), fromLan(eight))).toMatchObject({
      severity: 'error',
      outcome: 'refused',
      summary: expect.stringContaining('container shop'),
    });
    const silent = { ...publishedOn('127.0.0.1'), containers: partial([], '', 'the socket needs root') };
    expect(verdictOf(publishedLoopbackOnly, world(silent), fromLan(eight))).toMatchObject({
      severity: 'error',
    });
  });

  it('is ruled out from here by loopback, and where it is published for all', () => {
    expect(verdictOf(publishedLoopbackOnly, world(publishedOn('127.0.0.1')), fromHere(eight))).toBe(
      'ruled-out',
    );
    expect(verdictOf(publishedLoopbackOnly, world(published), fromLan(eight))).toBe('ruled-out');
  });
});
