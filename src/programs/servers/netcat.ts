import { boundBy } from '../fixes/directive.js';
import type { Change, Program } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

/** netcat in its several kinds (nc(1), ncat(1)), listening. */
export const program: Program = {
  id: 'netcat',
  title: 'netcat',
  defaultPorts: [],
  defaultAddress: '0.0.0.0',
  recognise: candidate =>
    isNamed(candidate, ['nc', 'ncat', 'netcat', 'nc.openbsd', 'nc.traditional'])
      ? recognition('netcat')
      : undefined,
  listenAt: (situation, wanted, { invocation }): readonly Change[] => {
    const { head, args } = invocation;
    const bound = boundBy(situation);
    const at = args.findIndex(word => bound.includes(word));
    if (at < 0) return [];
    return [
      { title: `Start it with ${wanted.address}`, command: [...head, ...args.with(at, wanted.address)] },
    ];
  },
};
