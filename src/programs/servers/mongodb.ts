import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** MongoDB's server (mongodb.com/docs, "IP Binding"). */
export const program: Program = byOption({
  id: 'mongodb',
  title: 'MongoDB',
  names: ['mongod'],
  options: ['--bind_ip'],
  ports: [27017],
  address: '127.0.0.1',
  speaks: 'other',
});
