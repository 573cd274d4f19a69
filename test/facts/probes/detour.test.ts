import { describe, expect, it } from 'vitest';
import { withDetours } from '../../../src/facts/probes/detour.js';
import { lookup, loopback, nic, route, routes } from '../../support/ground.js';
import { attempt } from '../../support/names.js';

describe('withDetours', () => {
  const bridge = nic('docker0', ['172.28.0.1/24'], { kind: 'bridge', flags: ['UP', 'NO-CARRIER'] });
  const silent = attempt('172.28.0.9', 'timeout');
  const routing = routes({
    lookups: [lookup('172.28.0.9', { device: bridge.name })],
    routes: [route('172.28.0.0/24', { device: bridge.name }), route('default', { device: 'lo' })],
  });

  it('tells of no silence where nobody had the time to answer', async () => {
    const late = performance.now() + 200;
    expect(await withDetours([silent], routing, [loopback, bridge], late)).toEqual([silent]);
  });
});
