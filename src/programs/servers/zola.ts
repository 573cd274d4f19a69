import { byOption } from '../by-option.js';
import { optionChange } from '../fixes/generic.js';
import type { Program } from '../program.js';

const OPTIONS = ['--interface', '-i'];

/** Zola (getzola.org, "CLI usage"): what its pages link to begins with the address that it was told. */
export const program: Program = {
  ...byOption({
    id: 'zola',
    title: 'Zola',
    names: ['zola'],
    command: ['serve'],
    options: OPTIONS,
    ports: [1111],
    address: '127.0.0.1',
  }),
  listenAt: (_, { address }, candidate) =>
    optionChange(candidate, OPTIONS, address).map(change => ({
      ...change,
      ...(!candidate.invocation.args.some(word => /^(?:-u|--base-url)\b/.test(word)) && {
        risk: 'On other machines its pages may miss their styles, unless --base-url / is given as well.',
      }),
    })),
};
