import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** Samba's file server (smb.conf(5): interfaces counts for sockets where "bind interfaces only" is on). */
export const program: Program = byFile({
  id: 'samba',
  title: 'Samba',
  names: ['smbd'],
  defaultPorts: [445, 139],
  defaultAddress: '::',
  speaks: 'other',
  fileOptions: ['-s', '--configfile'],
  file: '/etc/samba/smb.conf',
  include: /^[ \t]*include[ \t]*=[ \t]*([^%\s]+)[ \t]*$/gm,
  setting: 'smb.conf: bind interfaces only = no',
  lines: () => [/^[ \t]*bind[ \t]+interfaces[ \t]+only[ \t]*=[ \t]*(yes|true|1|no|false|0)\b/gim],
  loopback: ['yes', 'Yes', 'YES', 'true', 'True', '1'],
  everywhere: ['no', 'No', 'NO', 'false', 'False', '0'],
  word: () => 'no',
  risk: 'hosts allow and hosts deny still decide whom it serves.',
  more: {
    leadsSession: true,
    onHangUp: 'reads its configuration again',
    daemonises: ({ invocation }) => !invocation.args.some(word => /^(-\w*F\w*|--foreground|-i)$/.test(word)),
  },
});
