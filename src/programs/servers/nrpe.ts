import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** Nagios' agent (nrpe.cfg: server_address), which speaks TLS to whom its allowed_hosts means. */
export const program: Program = byFile({
  id: 'nrpe',
  title: 'NRPE',
  names: ['nrpe'],
  defaultPorts: [5666],
  defaultAddress: '0.0.0.0',
  speaks: 'other',
  fileOptions: ['-c', '--config'],
  file: '/etc/nagios/nrpe.cfg',
  include: /^[ \t]*include(?:_dir)?[ \t]*=[ \t]*(\S+)/gm,
  inFolder: /\.cfg$/,
  setting: "nrpe.cfg's server_address",
  lines: () => [/^[ \t]*server_address[ \t]*=[ \t]*(\S+)/gm],
  more: {
    dropsPrivileges: true,
    daemonises: ({ invocation }) =>
      !invocation.args.some(word => /^-[fi]$|^--(?:no-forking|inetd)$/.test(word)),
  },
});
