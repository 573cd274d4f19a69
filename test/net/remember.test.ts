import { describe, expect, it } from 'vitest';
import { remembering } from '../../src/net/remember.js';

describe('remembering', () => {
  it('works out each answer once, be it nothing', () => {
    const asked: string[] = [];
    const named = remembering(({ name }: { name: string }) => {
      asked.push(name);
      return name === 'none' ? undefined : name.length;
    });
    const four = { name: 'four' };
    const none = { name: 'none' };
    expect([named(four), named(four), named(none), named(none), named({ name: 'four' })]).toEqual([
      4,
      4,
      undefined,
      undefined,
      4,
    ]);
    expect(asked).toEqual(['four', 'none', 'four']);
  });
});
