import { expect, it } from 'vitest';
import { withoutReturns } from '../../src/diagnosis/line-ends.js';

it('names lines of Windows as people see them', () => {
  const edit = { do: 'edit', file: '/etc/hosts', find: 'a\r\nb\r', replace: 'a\r\nc\nd\r' } as const;
  const fix = { title: 'x', needsRoot: true, steps: [{ do: 'run', command: "printf '\r'" } as const, edit] };
  expect(withoutReturns(fix).steps).toEqual([fix.steps[0], { ...edit, find: 'a\nb', replace: 'a\nc\nd' }]);
  const plain = { ...fix, steps: [{ ...edit, find: 'a' }] };
  expect(withoutReturns(plain)).toBe(plain);
  const resolver = { ...fix, steps: [{ ...edit, file: '/etc/resolv.conf' }] };
  expect(withoutReturns(resolver)).toBe(resolver);
});
