import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** xrdp (xrdp.ini(5), "port": a number is on every address, tcp://127.0.0.1:3389 on one, tcp://.:3389 on loopback). */
export const program: Program = byFile({
  id: 'xrdp',
  title: 'xrdp',
  names: ['xrdp'],
  defaultPorts: [3389],
  defaultAddress: '::',
  speaks: 'other',
  fileOptions: ['-c', '--config'],
  file: '/etc/xrdp/xrdp.ini',
  setting: "xrdp.ini's port",
  // An address of IPv6 goes by another scheme, tcp6://.
  lines: ({ address, port }) =>
    address.includes(':') ? [] : [new RegExp(`^port[ \\t]*=[ \\t]*tcp://([^:\\s]+):${port}\\b`, 'gm')],
  loopback: ['.'],
  more: {
    dropsPrivileges: true,
    logs: () => ['/var/log/xrdp.log'],
    daemonises: ({ invocation }) => !invocation.args.some(word => /^(?:-n|-nodaemon|--nodaemon)$/.test(word)),
  },
});
