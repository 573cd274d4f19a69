import { expect, it } from 'vitest';
import { addressFixes } from '../../src/programs/fixes/fixes.js';
import { running } from '../support/healthy.js';
import { situationOf } from './situation.js';

it.each([
  ['--host 127.0.0.1 --port 8000 main.ts', '--host 0.0.0.0 --port 8000 main.ts'],
  ['--host=127.0.0.1 main.ts --verbose', '--host=0.0.0.0 main.ts --verbose'],
  ['--allow-net main.ts', '--host 0.0.0.0 --allow-net main.ts'],
  ['--port 8000 jsr:@shop/server', '--host 0.0.0.0 --port 8000 jsr:@shop/server'],
  ['--host 127.0.0.1 jsr:@shop/server', '--host 0.0.0.0 jsr:@shop/server'],
])('starts deno serve %s with another address', (words, changed) => {
  const server = running(42, ['deno', 'serve', ...words.split(' ')], { executable: '/usr/bin/deno' });
  const [fix] = addressFixes(situationOf(server), { address: '0.0.0.0', port: 8000 });
  expect(fix?.steps?.at(-1)).toMatchObject({ command: expect.stringContaining(`deno serve ${changed}`) });
});
