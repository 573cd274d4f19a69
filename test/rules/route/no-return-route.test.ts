import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import type { Neighbour, Routing } from '../../../src/facts/routes/types.js';
import { rule as noReturnRoute } from '../../../src/rules/route/no-return-route.js';
import { fromClient, fromHere, lookup, refused, routing, verdictOf, world } from '../../support/ground.js';

const routes = (over: Partial<Routing>) => known(routing(over), 'rtnetlink');

const client = '10.99.0.2';

const back = { from: '10.77.0.1' };

const far = fromClient(client, { address: '10.77.0.1' });

describe('route/no-return-route', () => {
  const lost = { lookups: [refused(client, 'ENETUNREACH', back)] };

  it('is found where the reply has no route', () => {
    const found = verdictOf(noReturnRoute, world({ routes: routes(lost) }), far);
    expect(found).toMatchObject({ severity: 'error', outcome: 'timeout' });
    expect(found).not.toHaveProperty('fixes.0.steps');
  });

  it('gives a command that works where the client was heard on the wire', () => {
    const heard: Neighbour = {
      address: client,
      device: 'eth0',
      hardwareAddress: '02:00:00:00:00:01',
      state: 'stale',
    };
    const found = verdictOf(noReturnRoute, world({ routes: routes({ ...lost, neighbours: [heard] }) }), far);
    expect(found).toHaveProperty('fixes.0.steps.0.command', 'ip route replace 10.99.0.2/32 dev eth0');
  });

  it('is ruled out with a route, and is no matter for this machine itself', () => {
    const fine = world({ routes: routes({ lookups: [lookup(client, back)] }) });
    expect(verdictOf(noReturnRoute, fine, far)).toBe('ruled-out');
    expect(verdictOf(noReturnRoute, world({ routes: routes(lost) }), fromHere())).toBe('ruled-out');
  });
});
