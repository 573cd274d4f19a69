import { expect, it } from 'vitest';
import type { Diagnosis, Reach } from '../../src/diagnosis/types.js';
import { reachTable } from '../../src/render/reach.js';
import { plainTheme } from '../../src/render/theme.js';
import { diagnosed } from '../support/healthy.js';

const style = { theme: plainTheme, columns: 80, verbose: false };
const way = (address: string, network: string, outcome: Reach['outcome']): Reach => ({
  from: 'lan',
  address,
  port: 8000,
  network,
  interface: 'eth0',
  outcome,
  by: 'derived',
});

it('shows how one cable fails beside another one to the same network', () => {
  const other = { ...way('10.0.0.9', '10.0.0.0/24', 'ok'), interface: 'eth1' };
  const reach = [way('10.0.0.1', '10.0.0.0/24', 'timeout'), other];
  expect(reachTable({ ...diagnosed('8000'), verdict: 'degraded', reach }, style)).toContain('10.0.0.1:8000');
});

it.each<[Diagnosis['verdict'], Reach['outcome'], boolean]>([
  ['degraded', 'timeout', true],
  ['local-only', 'refused', false],
])(
  'of a machine of two families in a verdict of %s shows the one that fails (%s): %s',
  (verdict, outcome, shown) => {
    const reach = [way('10.0.0.1', '10.0.0.0/24', outcome), way('fd00::1', 'fd00::/64', 'ok')];
    const text = reachTable({ ...diagnosed('8000'), verdict, reach }, style);
    expect(text).toContain('[fd00::1]:8000');
    expect(text.includes('10.0.0.1:8000')).toBe(shown);
  },
);
