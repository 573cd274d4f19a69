import { describe, expect, it } from 'vitest';
import { rule as drop } from '../../../src/rules/firewall/drop.js';
import { rule as egressBlocked } from '../../../src/rules/firewall/egress-blocked.js';
import { behind, iptables, rulesOf } from '../../support/firewall.js';
import { fromHere, probed, toNeighbour, verdictOf } from '../../support/ground.js';

const root = { uid: 0, gid: 0 };
const ana = { uid: 1000, gid: 1000, name: 'ana' };

/** Root connected, and this rule stands on the way out. */
const machine = (words: string, address: string, typist: typeof ana | undefined = ana) => ({
  ...behind(
    rulesOf(iptables([`-A OUTPUT -p tcp -m owner ${words} -j DROP`]), {
      asker: root,
      ...(typist && { typist }),
    }),
  ),
  probes: probed('connected', 1, address),
});

describe('a rule for the user who typed sudo', () => {
  const here = fromHere();
  const judged = (words: string, typist?: typeof ana) =>
    verdictOf(drop, machine(words, here.address, typist), here);

  it('stops what root is let do', () =>
    expect(judged('--uid-owner 1000')).toMatchObject({
      severity: 'warning',
      outcome: 'ok',
      summary: expect.stringContaining('ana (uid 1000)'),
    }));

  it('stops it on the way to another machine too', () =>
    expect(
      verdictOf(egressBlocked, machine('--uid-owner 1000', toNeighbour.address), toNeighbour),
    ).toMatchObject({ severity: 'warning' }));

  it('is nothing where it is about somebody else, or seems to stop everybody', () => {
    expect(judged('--uid-owner 1001')).toBe('ruled-out');
    expect(judged('--uid-owner 0-2000')).toBe('ruled-out');
  });
});
