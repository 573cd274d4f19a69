import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** vsftpd (vsftpd.conf(5): listen_address; a second instance for IPv6). */
export const program: Program = byFile({
  id: 'vsftpd',
  title: 'vsftpd',
  names: ['vsftpd'],
  defaultPorts: [21],
  defaultAddress: '0.0.0.0',
  speaks: 'server-first',
  file: '/etc/vsftpd.conf',
  setting: "vsftpd.conf's listen_address",
  lines: () => [/^listen_address6?=(\S+)/gm],
  more: {
    onHangUp: 'reads its configuration again',
    daemonises: (_, files) => files.some(({ text }) => /^background=YES/im.test(text)),
  },
});
