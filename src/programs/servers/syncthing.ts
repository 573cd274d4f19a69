import { asEndpoint, byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Syncthing's own pages (docs.syncthing.net, "Syncthing": --gui-address). */
export const program: Program = byOption({
  id: 'syncthing',
  title: 'Syncthing',
  names: ['syncthing'],
  options: ['--gui-address='],
  value: asEndpoint,
  ports: [8384],
  address: '127.0.0.1',
});
