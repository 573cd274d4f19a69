import { describe, expect, it } from 'vitest';
import { rule as rpFilter } from '../../../src/rules/route/rp-filter.js';
import { fromClient, fromHere, lookup, refused, routes, verdictOf, world } from '../../support/ground.js';

const client = '10.99.0.2';

const back = { from: '10.77.0.1' };

const far = fromClient(client, { address: '10.77.0.1' });

describe('route/rp-filter', () => {
  const elsewhere = { lookups: [lookup(client, { ...back, device: 'eth1' })] };
  const filter = (all: number, own: number) => ({ reversePathFilter: { all, eth0: own } });

  it.each([
    [1, 0],
    [0, 1],
  ])('counts the larger one of all (%i) and the interface (%i)', (all, own) => {
    const facts = world({ routes: routes({ ...elsewhere, ...filter(all, own) }) });
    expect(verdictOf(rpFilter, facts, far)).toMatchObject({ severity: 'error', outcome: 'timeout' });
  });

  it.each([
    [0, 0],
    [2, 1],
  ])('is ruled out by %i and %i', (all, own) => {
    const facts = world({ routes: routes({ ...elsewhere, ...filter(all, own) }) });
    expect(verdictOf(rpFilter, facts, far)).toBe('ruled-out');
  });

  it('drops in loose mode where there is no way back at all', () => {
    const facts = world({
      routes: routes({ lookups: [refused(client, 'ENETUNREACH', back)], ...filter(0, 2) }),
    });
    expect(verdictOf(rpFilter, facts, far)).toMatchObject({ severity: 'error' });
  });

  it("believes the kernel's own verdict on the arriving packet", () => {
    const arriving = lookup('10.77.0.1', { from: client, input: 'eth0', type: 'local', device: 'lo' });
    const facts = world({
      routes: routes({ lookups: [...elsewhere.lookups, arriving], ...filter(1, 1) }),
    });
    expect(verdictOf(rpFilter, facts, far)).toBe('ruled-out');
  });

  it('is unchecked where the setting cannot be read, and no matter for IPv6 or from here', () => {
    const facts = world({ routes: routes({ ...elsewhere, reversePathFilter: {} }) });
    expect(verdictOf(rpFilter, facts, far)).toMatch('unchecked');
    const strict = world({ routes: routes({ ...elsewhere, ...filter(1, 1) }) });
    expect(verdictOf(rpFilter, strict, fromClient('fd99::2', { address: 'fd77::1', family: 6 }))).toBe(
      'ruled-out',
    );
    expect(verdictOf(rpFilter, strict, fromHere())).toBe('ruled-out');
  });
});
