import type { Program } from '../program.js';
import { recognition } from '../recognise.js';

/** A script of Node, Bun or Deno that is none of the known servers; its address is in its source or a variable. */
export const program: Program = {
  id: 'node',
  title: 'Node.js',
  defaultPorts: [3000, 8080],
  defaultAddress: '::',
  generic: true,
  recognise: ({ invocation, process }) => {
    if (invocation.language !== 'node') return undefined;
    const name = /^(bun|deno)/.exec(process.name)?.[1] ?? 'node';
    return recognition(name);
  },
};
