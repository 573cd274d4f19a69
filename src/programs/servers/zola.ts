import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Zola (getzola.org, "CLI usage"): what its pages link to begins with the address that it was told. */
export const program: Program = byOption({
  id: 'zola',
  title: 'Zola',
  names: ['zola'],
  command: ['serve'],
  options: ['--interface', '-i'],
  ports: [1111],
  address: '127.0.0.1',
  warning: {
    unless: /^(?:-u|--base-url)\b/,
    says: () => 'On other machines its pages may miss their styles, unless --base-url / is given as well.',
  },
});
