import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** `warp`, the static server built on Haskell's Warp (hackage.haskell.org, wai-app-static). */
export const program: Program = byOption({
  id: 'warp',
  title: 'Warp',
  names: ['warp'],
  options: ['--host', '-h'],
  ports: [3000],
  address: '0.0.0.0',
});
