import { baseName } from '../invocation.js';
import { optionValue, withOption } from '../options.js';
import type { Program } from '../program.js';
import { recognition } from '../recognise.js';

const HOST = ['--host'];

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
    // What has no ending of JavaScript's was not seen to be the script: jsr:@scope/server.
    const [options, rest] = head.length > 2 ? [head.slice(2, -1), [...head.slice(-1), ...args]] : [args, []];
    const set =
      optionValue(options, HOST) === undefined
        ? [...HOST, address, ...options]
        : withOption(options, HOST, address);
    return [{ title: `Start it with --host ${address}`, command: [...head.slice(0, 2), ...set, ...rest] }];
  },
};
