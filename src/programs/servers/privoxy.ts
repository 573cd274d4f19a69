import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** Privoxy (its user manual, "listen-address"). */
export const program: Program = byFile({
  id: 'privoxy',
  title: 'Privoxy',
  names: ['privoxy'],
  defaultPorts: [8118],
  defaultAddress: '127.0.0.1',
  speaks: 'http',
  file: '/etc/privoxy/config',
  setting: "its configuration's listen-address",
  lines: ({ port }) => [new RegExp(`^listen-address[ \\t]+(\\[[^\\]]+\\]|[^\\s:]+):${port}`, 'gm')],
  loopback: ['localhost', '[::1]'],
  more: {
    dropsPrivileges: true,
    onHangUp: 'reads its configuration again',
    daemonises: ({ invocation }) => !invocation.args.includes('--no-daemon'),
  },
});
