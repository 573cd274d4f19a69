import { expect, it } from 'vitest';
import { codes, diagnosed, running } from '../../support/healthy.js';

const command = ['python3', '-m', 'http.server', '8000'];

it('warns of a server whose directory is gone', () => {
  const processes = [running(42, command, { directoryDeleted: true })];
  expect(codes(diagnosed('8000', { processes }))).toEqual(['warning process/stale-instance']);
});

it('warns of a server whose program was replaced', () => {
  const processes = [running(42, command, { executableDeleted: true })];
  expect(codes(diagnosed('8000', { processes }))).toEqual(['warning process/stale-instance']);
});

it('is silent otherwise', () => {
  expect(codes(diagnosed('8000'))).toEqual([]);
});
