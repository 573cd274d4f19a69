import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** Exim (its specification, "local_interfaces"), whose configuration Debian makes of a file of its own. */
export const program: Program = byFile({
  id: 'exim',
  title: 'Exim',
  names: ['exim4', 'exim'],
  defaultPorts: [25],
  defaultAddress: '0.0.0.0',
  speaks: 'server-first',
  fileOptions: ['-C'],
  file: null,
  setting: "Exim's local_interfaces",
  lines: () => [/^[ \t]*local_interfaces[ \t]*=[ \t]*(\S.*)/gm],
  // A list is separated by colons where it does not say otherwise.
  word: address => `<; ${address}`,
  byHand: ({ address }) =>
    `local_interfaces = <; ${address} in its configuration, then restart it. Debian makes that of /etc/exim4/update-exim4.conf.conf: dpkg-reconfigure exim4-config asks for the addresses to listen on (none for all), and restarts it.`,
  more: {
    dropsPrivileges: true,
    onHangUp: 'reads its configuration again',
    daemonises: ({ invocation }) => !invocation.args.some(word => word.startsWith('-bdf')),
    logs: () => ['/var/log/exim4/mainlog'],
  },
});
