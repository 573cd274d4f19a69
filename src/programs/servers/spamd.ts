import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** SpamAssassin's spamd (spamd(1p): -i), which hangs up on whom its -A does not mean. */
export const program: Program = byOption({
  id: 'spamd',
  title: 'spamd',
  names: ['spamd'],
  options: ['-i', '--listen', '--listen-ip', '--ip-address'],
  ports: [783],
  address: '127.0.0.1',
  speaks: 'other',
});
