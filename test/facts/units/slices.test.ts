import { describe, expect, it } from 'vitest';
import { slicesAbove, slicesOf, withSlices } from '../../../src/facts/units/slices.js';
import { unit } from '../../programs/situation.js';

describe('slices', () => {
  it('are in one another by their names', () => {
    expect(slicesAbove('a-b-c.slice')).toEqual(['a-b-c.slice', 'a-b.slice', 'a.slice', '-.slice']);
    expect(slicesAbove('system.slice')).toEqual(['system.slice', '-.slice']);
    expect(slicesAbove('-.slice')).toEqual(['-.slice']);
  });

  it('are those of the cgroups', () => {
    const cgroups = ['/system.slice/shop.service', '/a.slice/a-b.slice/x.service', '/init.scope', null];
    expect(slicesOf(cgroups.map(cgroup => ({ cgroup })))).toEqual([
      'system.slice',
      '-.slice',
      'a-b.slice',
      'a.slice',
    ]);
  });

  it('give their address lists to what is in them', () => {
    const inside = unit({ name: 'shop.service', slice: 'shop.slice', addressAllow: '10.77.0.0/24' });
    const other = unit({ name: 'other.service', slice: 'system.slice' });
    const slice = unit({ name: 'shop.slice', addressDeny: '0.0.0.0/0 ::/0', addressAllow: '127.0.0.0/8' });
    expect(withSlices([inside, other, slice])).toEqual([
      {
        ...inside,
        addressDeny: '0.0.0.0/0 ::/0',
        addressAllow: '10.77.0.0/24 127.0.0.0/8',
        filteredIn: ['shop.slice'],
      },
      other,
    ]);
  });
});
