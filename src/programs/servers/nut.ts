import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** The server of Network UPS Tools (upsd.conf(5): LISTEN), on loopback alone where nobody says. */
export const program: Program = byFile({
  id: 'nut',
  title: 'NUT',
  names: ['upsd'],
  defaultPorts: [3493],
  defaultAddress: '127.0.0.1',
  speaks: 'other',
  fileOptions: [],
  file: '/etc/nut/upsd.conf',
  setting: "upsd.conf's LISTEN",
  lines: () => [/^[ \t]*LISTEN[ \t]+(\S+)/gm],
  loopback: ['localhost'],
  missing: { text: ({ address, port }) => `LISTEN ${address} ${port}` },
  more: {
    dropsPrivileges: true,
    daemonises: ({ invocation }) => !invocation.args.some(word => /^-[FD]/.test(word)),
  },
});
