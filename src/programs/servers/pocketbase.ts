import { asEndpoint, byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** PocketBase (pocketbase.io/docs, "Going to production"). */
export const program: Program = byOption({
  id: 'pocketbase',
  title: 'PocketBase',
  names: ['pocketbase'],
  command: ['serve'],
  options: ['--http='],
  value: asEndpoint,
  ports: [8090],
  address: '127.0.0.1',
});
