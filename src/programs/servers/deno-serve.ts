import { baseName } from '../invocation.js';
import { withOption } from '../options.js';
import type { Program } from '../program.js';
import { recognition } from '../recognise.js';

/** `deno serve` (docs.deno.com, "deno serve"): its options stand before the script, what follows that is the script's own. */
export const program: Program = {
  id: 'deno-serve',
  title: 'deno serve',
  defaultPorts: [8000],
  defaultAddress: '0.0.0.0',
  speaks: 'http',
  recognise: ({ invocation: { head } }) =>
    baseName(head[0] ?? '') === 'deno' && head[1] === 'serve' ? recognition('deno serve') : undefined,
  listenAt: (_, { address }, { invocation: { head, args } }) => {
    const options = withOption(head.slice(2, -1), ['--host'], address);
    const command = [...head.slice(0, 2), ...options, ...head.slice(-1), ...args];
    return [{ title: `Start it with --host ${address}`, command }];
  },
};
