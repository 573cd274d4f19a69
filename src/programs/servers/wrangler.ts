import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Wrangler, which runs Cloudflare Workers (developers.cloudflare.com, "Commands"). */
export const program: Program = byOption({
  id: 'wrangler',
  title: 'Wrangler',
  names: ['wrangler', 'wrangler.js'],
  command: ['dev'],
  options: ['--ip'],
  ports: [8787],
  address: '127.0.0.1',
});
