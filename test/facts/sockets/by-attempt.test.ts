import { describe, expect, it } from 'vitest';
import { known, valueIn } from '../../../src/facts/fact.js';
import { withFamilies } from '../../../src/facts/sockets/by-attempt.js';
import { listener, probe } from '../../support/healthy.js';

const told = (sockets: ReturnType<typeof listener>[], ...probes: ReturnType<typeof probe>[]) =>
  valueIn(withFamilies(known(sockets, '/proc'), probes))?.map(each => each.v6only);
const untold = listener('::', 8000, { v6only: null });

describe('IPV6_V6ONLY where netlink did not tell', () => {
  it('is set where an attempt over IPv4 was refused, and not where one was taken', () => {
    expect(told([untold], probe('127.0.0.1', 8000, 'refused'), probe('::1', 8000))).toEqual([true]);
    expect(told([untold], probe('127.0.0.1', 8000), probe('10.0.0.1', 8000))).toEqual([false]);
  });

  it('is not known without an attempt, after one that decides nothing, or beside another listener', () => {
    expect(told([untold], probe('::1', 8000))).toEqual([null]);
    expect(told([untold], probe('127.0.0.1', 8000), probe('10.0.0.1', 8000, 'refused'))).toEqual([null]);
    expect(told([untold], probe('10.0.0.1', 8000, 'timeout'))).toEqual([null]);
    expect(told([untold], probe('127.0.0.1', 81, 'refused'))).toEqual([null]);
    const both = told([untold, listener('127.0.0.1', 8000)], probe('10.0.0.1', 8000, 'refused'));
    expect(both?.[0]).toBe(null);
  });
});
