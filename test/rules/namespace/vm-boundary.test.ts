import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import type { Socket } from '../../../src/facts/sockets/types.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { rule as vmBoundary } from '../../../src/rules/namespace/vm-boundary.js';
import {
  fromHere,
  fromLan,
  listener,
  loopback,
  nic,
  route,
  routes,
  verdictOf,
  world,
} from '../../support/ground.js';

describe('namespace/vm-boundary', () => {
  const wsl = { machine: known({ release: '5.15.153.1-microsoft-standard-WSL2' } as never, 'uname') };
  const at = (text: string) => known([loopback, nic('eth0', [text])], 'rtnetlink');
  const question = fromLan({ address: '172.28.5.7' });

  it("is found behind Windows' address translation", () => {
    const facts = world({ ...wsl, interfaces: at('172.28.5.7/20') });
    expect(verdictOf(vmBoundary, facts, question)).toMatchObject({ severity: 'error', outcome: 'timeout' });
  });

  it('is a warning where localhost is asked for in it, which is not that of Windows', () => {
    const facts = (sockets: readonly Socket[], own = '172.28.5.7/20') =>
      world({
        ...wsl,
        interfaces: at(own),
        sockets: known(sockets, 'sock_diag'),
        routes: routes({ routes: [route('default', { gateway: '172.28.0.1' })] }),
      });
    const asked = (typed: string) => fromHere({ target: parseTarget(typed), address: '127.0.0.1' });
    expect(verdictOf(vmBoundary, facts([]), asked('localhost:8000'))).toMatchObject({
      severity: 'warning',
      fixes: [{ text: expect.stringContaining('netcheck why 172.28.0.1:8000') }],
    });
    for (const [seen, typed] of [
      [facts([listener('127.0.0.1', 8000)]), 'localhost:8000'],
      [facts([], '192.168.1.7/24'), 'localhost:8000'],
      [facts([]), '8000'],
    ] as const)
      expect(verdictOf(vmBoundary, seen, asked(typed))).toBe('ruled-out');
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
