import { expect, it } from 'vitest';
import { unknown } from '../../../src/facts/fact.js';
import { diagnosed, errors, running, shell, typedThere } from '../../support/healthy.js';

const command = ['python3', '-m', 'http.server', '8000'];
const codes = (more: object) => {
  const diagnosis = diagnosed('8000', {
    processes: [shell, running(42, command, { ...typedThere, ...more })],
  });
  return diagnosis.causes.map(cause => `${cause.severity} ${cause.code}`);
};

it('warns of a job of a shell, and calls it no error', () => {
  expect(codes({})).toEqual(['warning background/dies-on-logout']);
  expect(errors(diagnosed('8000', { processes: [shell, running(42, command, typedThere)] }))).toEqual([]);
});

it('is ruled out where SIGHUP is ignored, spared or never sent', () => {
  expect(codes({ ignored: ['HUP'] })).toEqual([]);
  expect(codes({ job: 'spared' })).toEqual([]);
  expect(codes({ job: 'absent' })).toEqual([]);
  expect(codes({ terminal: null, foregroundGroup: -1 })).toEqual([]);
});

it('is ruled out for gunicorn, which reloads on SIGHUP', () => {
  const gunicorn = running(42, ['/usr/bin/python3', '/usr/bin/gunicorn', 'shop:app'], {
    ...typedThere,
    caught: ['HUP'],
  });
  expect(diagnosed('8000', { processes: [shell, gunicorn] }).causes).toEqual([]);
});

it('is unchecked where the processes cannot be seen', () => {
  const diagnosis = diagnosed('8000', { processes: unknown('failed', 'no /proc') });
  expect(diagnosis.unchecked).toContainEqual({ code: 'background/dies-on-logout', lacks: 'no /proc' });
});
