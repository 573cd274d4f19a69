import { describe, expect, it } from 'vitest';
import { rule as noRoute } from '../../../src/rules/route/no-route.js';
import { fromHere, fromLan, lookup, refused, routes, verdictOf, world } from '../../support/ground.js';

const away = fromHere({ address: '10.123.0.5', local: false });

const near = fromLan();

describe('route/no-route', () => {
  it('is found where the lookup ends in ENETUNREACH, and nowhere else', () => {
    const none = world({ routes: routes({ lookups: [refused('10.123.0.5', 'ENETUNREACH')] }) });
    expect(verdictOf(noRoute, none, away)).toMatchObject({ severity: 'error', outcome: 'unreachable' });
    const some = world({ routes: routes({ lookups: [lookup('10.123.0.5', { gateway: '10.77.0.2' })] }) });
    expect(verdictOf(noRoute, some, away)).toBe('ruled-out');
    expect(verdictOf(noRoute, none, near)).toBe('ruled-out');
  });
});
