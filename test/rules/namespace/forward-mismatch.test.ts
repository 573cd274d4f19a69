import { describe, expect, it } from 'vitest';
import { rule as forwardMismatch } from '../../../src/rules/namespace/forward-mismatch.js';
import { eight, inside, published } from '../../support/docker.js';
import { fromHere, listener, verdictOf, world } from '../../support/ground.js';

describe('namespace/forward-mismatch', () => {
  it('names the port that does listen', () => {
    const facts = world({ ...published, namespaces: inside(listener('0.0.0.0', 9000)) });
    expect(verdictOf(forwardMismatch, facts, fromHere(eight))).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('listens on port 9000 there'),
      fixes: [{ text: expect.stringContaining('-p 8080:9000') }],
    });
  });

  it("does not take Docker's own name server for the one", () => {
    const facts = world({ ...published, namespaces: inside(listener('127.0.0.11', 41000)) });
    expect(verdictOf(forwardMismatch, facts, fromHere(eight))).toMatchObject({
      summary: expect.stringContaining('nothing listens there at all'),
    });
  });

  it('is ruled out where the port is served, or bound to loopback', () => {
    for (const where of ['0.0.0.0', '127.0.0.1'])
      expect(
        verdictOf(
          forwardMismatch,
          world({ ...published, namespaces: inside(listener(where, 80)) }),
          fromHere(eight),
        ),
      ).toBe('ruled-out');
  });
});
