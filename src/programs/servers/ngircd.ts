import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** ngIRCd (ngircd.conf(5): Listen). */
export const program: Program = byFile({
  id: 'ngircd',
  title: 'ngIRCd',
  names: ['ngircd'],
  defaultPorts: [6667],
  defaultAddress: '::',
  speaks: 'other',
  fileOptions: ['-f', '--config'],
  file: '/etc/ngircd/ngircd.conf',
  include: /^[ \t]*IncludeDir[ \t]*=[ \t]*(\S+)/gim,
  inFolder: /\.conf$/,
  setting: "ngircd.conf's Listen",
  lines: () => [/^[ \t]*Listen[ \t]*=[ \t]*(\S.*)/gim],
  more: {
    dropsPrivileges: true,
    onHangUp: 'reads its configuration again',
    daemonises: ({ invocation }) => !invocation.args.some(word => /^(-n|--nodaemon|-t)$/.test(word)),
  },
});
