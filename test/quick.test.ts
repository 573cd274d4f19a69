import { describe, expect, it } from 'vitest';
import { quickIfaces } from '../src/quick.js';

describe('quickIfaces', () => {
  it('takes plain command lines apart as the parser of options would', () => {
    expect(quickIfaces(['ifaces'])).toEqual({ name: undefined });
    expect(quickIfaces(['ifaces', '-b', 'eth0', '-4'])).toEqual({ brief: true, '4': true, name: 'eth0' });
    expect(quickIfaces(['ifaces', '--json', '--no-color', 'lo'])).toMatchObject({ json: true, name: 'lo' });
  });

  it('leaves all others to it', () => {
    for (const words of [
      ['why', '80'],
      ['ifaces', '--help'],
      ['ifaces', '-46'],
      ['ifaces', 'a', 'b'],
      ['ifaces', '--brief=1'],
      ['--json', 'ifaces'],
      [],
    ])
      expect(quickIfaces(words)).toBeUndefined();
    expect(quickIfaces(['ifaces', '-4', '-6'])).toBeUndefined();
  });
});
