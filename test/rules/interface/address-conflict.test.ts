import { describe, expect, it } from 'vitest';
import { rule as addressConflict } from '../../../src/rules/interface/address-conflict.js';
import { address, cabled, fromLan, nic, verdictOf, world } from '../../support/ground.js';

describe('interface/address-conflict', () => {
  const taken = address('fd77::99/64', { flags: ['permanent', 'dadfailed'] });
  const facts = cabled(nic('eth0', ['10.77.0.1/24', taken]));

  it('is an error for that very address, a warning for the network', () => {
    expect(verdictOf(addressConflict, facts, fromLan({ address: 'fd77::99', family: 6 }))).toMatchObject({
      severity: 'error',
    });
    expect(verdictOf(addressConflict, facts, fromLan())).toMatchObject({
      severity: 'warning',
      outcome: 'ok',
    });
  });

  it('is ruled out without a conflict', () => {
    expect(verdictOf(addressConflict, world(), fromLan())).toBe('ruled-out');
  });
});
