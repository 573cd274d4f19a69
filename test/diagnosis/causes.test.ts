import { expect, it } from 'vitest';
import { toldOf } from '../../src/diagnosis/causes.js';

it('explains nothing by a cause that is not told', () => {
  const chain = [
    { code: 'process/stopped', by: 'port/wrong-port' },
    { code: 'port/wrong-port', by: 'port/taken' },
  ] as const;
  expect(toldOf(chain, new Set(['port/taken']))).toEqual(chain);
  expect(toldOf(chain, new Set(['process/hung']))).toEqual([chain[0]]);
  expect(toldOf(chain.slice(0, 1), new Set(['process/hung']))).toEqual([]);
});
