import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** Tinyproxy (tinyproxy.conf(5), "Listen": where it is not set, on every address). */
export const program: Program = byFile({
  id: 'tinyproxy',
  title: 'Tinyproxy',
  name: 'tinyproxy',
  names: ['tinyproxy'],
  defaultPorts: [8888],
  defaultAddress: '0.0.0.0',
  speaks: 'http',
  fileOptions: ['-c'],
  file: '/etc/tinyproxy/tinyproxy.conf',
  setting: "tinyproxy.conf's Listen",
  lines: () => [/^[ \t]*Listen[ \t]+"?([^\s"]+)"?/gim],
  more: {
    dropsPrivileges: true,
    onHangUp: 'reads its configuration again',
    logs: () => ['/var/log/tinyproxy/tinyproxy.log'],
    daemonises: ({ invocation }) => !invocation.args.includes('-d'),
  },
});
