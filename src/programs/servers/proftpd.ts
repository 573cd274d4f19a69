import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** ProFTPD (proftpd.org, "DefaultAddress", "SocketBindTight"). */
export const program: Program = byFile({
  id: 'proftpd',
  title: 'ProFTPD',
  names: ['proftpd'],
  defaultPorts: [21],
  defaultAddress: '0.0.0.0',
  speaks: 'server-first',
  fileOptions: ['-c', '--config'],
  file: '/etc/proftpd/proftpd.conf',
  include: /^[ \t]*Include[ \t]+(\S+)/gim,
  setting: "proftpd.conf's DefaultAddress",
  lines: () => [/^[ \t]*DefaultAddress[ \t]+(\S+)/gim],
  more: {
    dropsPrivileges: true,
    // Its title hides its command; the file in the usual place is the one that it reads without any.
    startedAs: ({ process, invocation }) =>
      invocation.titled ? [process.executable ?? 'proftpd'] : process.command,
    onHangUp: 'reads its configuration again',
    daemonises: ({ invocation }) => !invocation.args.some(word => /^(-n|--nodaemon)$/.test(word)),
  },
});
