import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** chronyd, a server of the time (chrony.conf(5): bindaddress, allow; without a line that allows somebody it has no port). */
export const program: Program = byFile({
  id: 'chrony',
  title: 'chrony',
  names: ['chronyd'],
  defaultPorts: [123],
  defaultAddress: '0.0.0.0',
  speaks: 'other',
  fileOptions: ['-f'],
  file: '/etc/chrony/chrony.conf',
  include: /^[ \t]*(?:include|confdir)[ \t]+(\S+)/gm,
  inFolder: /\.conf$/,
  setting: "chrony.conf's bindaddress",
  lines: () => [/^[ \t]*bindaddress[ \t]+(\S+)/gim],
  risk: 'It answers those whom allow lets in.',
  more: {
    commandPorts: [323],
    switchedOn: {
      123: {
        what: 'its answer to other machines',
        how: 'A line in chrony.conf for whoever may ask, such as allow 192.168.0.0/16; and then restart chronyd.',
      },
    },
    dropsPrivileges: true,
    daemonises: ({ invocation }) => !invocation.args.some(word => /^-[ndQq]$/.test(word)),
  },
});
