import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import type { Probe } from '../../../src/facts/probes/types.js';
import type { Routing } from '../../../src/facts/routes/types.js';
import { rule as hairpinNat } from '../../../src/rules/route/hairpin-nat.js';
import { fromHere, lookup, loopback, nic, routing, verdictOf, world } from '../../support/ground.js';

const routes = (over: Partial<Routing>) => known(routing(over), 'rtnetlink');

const probe = (outcome: Probe['outcome'], ms: number, address = '10.123.0.5') =>
  known(
    [
      {
        protocol: 'tcp',
        address,
        port: 8000,
        outcome,
        errno: null,
        offender: null,
        ms,
        conversations: [],
      } as Probe,
    ],
    'connect()',
  );

const eth0 = nic('eth0', ['10.77.0.1/24']);

describe('route/hairpin-nat', () => {
  const target = fromHere({ address: '203.0.113.9', local: false });
  const lookups = [lookup('203.0.113.9', { gateway: '10.77.0.254' })];

  it('is suspected, and no more, where the own port is asked for by a public address', () => {
    const facts = world({
      interfaces: known([loopback, eth0], 'rtnetlink'),
      routes: routes({ lookups }),
      probes: probe('timeout', 3000, '203.0.113.9'),
    });
    expect(verdictOf(hairpinNat, facts, target)).toMatchObject({ severity: 'warning' });
    const elsewhere = world({ ...facts, sockets: known([], 'sock_diag') });
    expect(verdictOf(hairpinNat, elsewhere, target)).toBe('ruled-out');
  });
});
