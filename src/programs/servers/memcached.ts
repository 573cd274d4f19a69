import { filesAt } from '../door.js';
import { directiveEdits } from '../fixes/directive.js';
import { wantsBeside } from '../fixes/family-both.js';
import { optionChange } from '../fixes/generic.js';
import type { Program, Situation } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

/** Debian's: its unit names it, and a script makes the command's options of its lines. */
const FILE = '/etc/memcached.conf';

const isByFile = ({ process, units }: Situation): boolean =>
  units.some(each => each.mainPid === process.pid && each.command.includes(FILE));

/** memcached (memcached(1): -l). */
export const program: Program = {
  id: 'memcached',
  title: 'memcached',
  defaultPorts: [11211],
  defaultAddress: '0.0.0.0',
  speaks: 'other',
  onHangUp: 'reads its passwords again',
  daemonises: ({ invocation }) => invocation.args.some(word => /^-[a-z]*d$|^--daemon$/.test(word)),
  recognise: candidate => (isNamed(candidate, ['memcached']) ? recognition('memcached') : undefined),
  configuration: (_, door) => filesAt(door, [FILE]),
  listenAt: (situation, wanted, candidate) => {
    const edits = isByFile(situation)
      ? directiveEdits(situation, wanted, /^(?:-l|--listen)[ \t=]+(\S+)/gm)
      : [];
    const risk = 'memcached asks nobody for a password.';
    if (edits.length > 0) return [{ title: `Write the address in ${FILE}`, edits, risk }];
    const address = wantsBeside(situation, wanted) ? '0.0.0.0,::' : wanted.address;
    return optionChange(candidate, ['-l', '--listen'], address).map(change => ({ ...change, risk }));
  },
};
