import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule as vmBoundary } from '../../../src/rules/namespace/vm-boundary.js';
import { fromHere, fromLan, loopback, nic, verdictOf, world } from '../../support/ground.js';

describe('namespace/vm-boundary', () => {
  const wsl = { machine: known({ release: '5.15.153.1-microsoft-standard-WSL2' } as never, 'uname') };
  const at = (text: string) => known([loopback, nic('eth0', [text])], 'rtnetlink');
  const question = fromLan({ address: '172.28.5.7' });

  it("is found behind Windows' address translation", () => {
    const facts = world({ ...wsl, interfaces: at('172.28.5.7/20') });
    expect(verdictOf(vmBoundary, facts, question)).toMatchObject({ severity: 'error', outcome: 'timeout' });
  });

  it('is ruled out in mirrored mode, elsewhere, and from inside', () => {
    expect(
      verdictOf(
        vmBoundary,
        world({ ...wsl, interfaces: at('192.168.1.7/24') }),
        fromLan({ address: '192.168.1.7' }),
      ),
    ).toBe('ruled-out');
    expect(verdictOf(vmBoundary, world({ interfaces: at('172.28.5.7/20') }), question)).toBe('ruled-out');
    expect(verdictOf(vmBoundary, world({ ...wsl, interfaces: at('172.28.5.7/20') }), fromHere())).toBe(
      'ruled-out',
    );
  });
});
