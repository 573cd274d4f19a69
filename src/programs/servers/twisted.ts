import { boundBy } from '../fixes/directive.js';
import type { Change, Program } from '../program.js';
import { recognition } from '../recognise.js';

/** Twisted's `twistd` and `twist` (docs.twisted.org, "Endpoints"): `tcp:8080:interface=127.0.0.1`. */
export const program: Program = {
  id: 'twisted',
  title: 'Twisted',
  defaultPorts: [8080],
  defaultAddress: '0.0.0.0',
  daemonises: ({ invocation }) =>
    /^twistd/.test(invocation.name) &&
    !invocation.args.some(word => /^-(?=\w*n)\w*$|^--nodaemon$/.test(word)),
  recognise: ({ invocation }) =>
    /^(twistd3?|twist|twisted)$/.test(invocation.name) ? recognition('Twisted Web') : undefined,
  listenAt: (situation, wanted, { invocation }): readonly Change[] => {
    const bound = boundBy(situation);
    const address = wanted.address.replaceAll(':', '\\:');
    const args = invocation.args.map(word => {
      const at = bound.find(each => word.includes(`interface=${each.replaceAll(':', '\\:')}`));
      return at === undefined
        ? word
        : word.replace(`interface=${at.replaceAll(':', '\\:')}`, `interface=${address}`);
    });
    if (args.every((word, at) => word === invocation.args[at])) return [];
    return [{ title: `Start it with interface=${address}`, command: [...invocation.head, ...args] }];
  },
};
