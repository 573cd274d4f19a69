import { expect, it } from 'vitest';
import { parseStatus } from '../../../src/facts/processes/status.js';

it('tells who traces a process', () => {
  expect(parseStatus('Name:\tpython3\nTracerPid:\t33\nUid:\t0\t0\t0\t0\n')).toMatchObject({
    tracer: 33,
    uid: 0,
  });
  expect(parseStatus('TracerPid:\t0\n').tracer).toBe(0);
  expect(parseStatus('').tracer).toBe(0);
});
