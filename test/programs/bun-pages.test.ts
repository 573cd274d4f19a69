import { expect, it } from 'vitest';
import { addressFixes } from '../../src/programs/fixes/fixes.js';
import { running } from '../support/healthy.js';
import { situationOf } from './situation.js';

it.each([
  ['./index.html', './index.html --hostname=0.0.0.0'],
  ['./index.html --host 127.0.0.1', './index.html --host 0.0.0.0'],
])('starts bun %s with another address', (words, changed) => {
  const server = running(42, ['bun', ...words.split(' ')], { executable: '/usr/bin/bun' });
  const [fix] = addressFixes(situationOf(server), { address: '0.0.0.0', port: 3000 });
  expect(fix?.steps?.at(-1)).toMatchObject({ command: expect.stringContaining(`bun ${changed}`) });
});
