import { absolutePath, filesAt, startedIn } from '../door.js';
import { directiveEdits } from '../fixes/directive.js';
import { optionValue } from '../options.js';
import type { Program } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

/** rinetd (rinetd(8): `bindaddress bindport connectaddress connectport`). */
export const program: Program = {
  id: 'rinetd',
  title: 'rinetd',
  defaultPorts: [],
  defaultAddress: null,
  onHangUp: 'reads its configuration again',
  daemonises: ({ invocation }) => !invocation.args.some(word => /^(-f|--foreground)$/.test(word)),
  recognise: candidate => (isNamed(candidate, ['rinetd']) ? recognition('rinetd') : undefined),
  configuration: ({ process, invocation }, door) => {
    const given = optionValue(invocation.args, ['-c', '--conf-file']) ?? '/etc/rinetd.conf';
    return filesAt(door, [absolutePath(given, startedIn(process))]);
  },
  listenAt: (situation, wanted) => {
    const lines = new RegExp(`^[ \\t]*([^\\s#]+)(?=[ \\t]+${wanted.port}(?:/tcp)?[ \\t])`, 'gm');
    const edits = directiveEdits(situation, wanted, lines);
    return edits.length > 0 ? [{ title: "Write the address in rinetd's line of the port", edits }] : [];
  },
};
