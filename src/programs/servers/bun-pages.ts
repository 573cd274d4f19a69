import { optionChange } from '../fixes/generic.js';
import { baseName } from '../invocation.js';
import type { Program } from '../program.js';
import { recognition } from '../recognise.js';

/** Bun's development server for pages, `bun index.html` (bun.com, "HTML & static sites"): on localhost, unlike Bun.serve. */
export const program: Program = {
  id: 'bun-pages',
  title: "Bun's development server",
  defaultPorts: [3000],
  defaultAddress: '::1',
  speaks: 'http',
  recognise: ({ invocation: { head, script } }) =>
    baseName(head[0] ?? '') === 'bun' && script?.endsWith('.html') ? recognition('bun') : undefined,
  listenAt: (_, { address }, candidate) => optionChange(candidate, ['--hostname=', '--host'], address),
};
