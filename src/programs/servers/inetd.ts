import { absolutePath, filesAt, startedIn } from '../door.js';
import type { Program } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

/** inetd, which starts a server for each connection (inetd.conf(5)); the ports of its services are in /etc/services. */
export const program: Program = {
  id: 'inetd',
  title: 'inetd',
  defaultPorts: [],
  defaultAddress: '0.0.0.0',
  onHangUp: 'reads its configuration again',
  daemonises: ({ invocation }) => !invocation.args.some(word => /^-[di]$/.test(word)),
  recognise: candidate => (isNamed(candidate, ['inetd']) ? recognition('inetd') : undefined),
  configuration: ({ process, invocation }, door) => {
    const given = invocation.args.find(word => !word.startsWith('-')) ?? '/etc/inetd.conf';
    return filesAt(door, [absolutePath(given, startedIn(process)), '/etc/services']);
  },
};
