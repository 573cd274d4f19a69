import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** BIND's name server (bind9.readthedocs.io, "listen-on": an address match list). */
export const program: Program = byFile({
  id: 'named',
  title: 'BIND',
  names: ['named'],
  defaultPorts: [53],
  defaultAddress: '0.0.0.0',
  speaks: 'other',
  fileOptions: ['-c'],
  file: '/etc/bind/named.conf',
  include: /^[ \t]*include[ \t]+"([^"]+)"/gm,
  setting: "named.conf's listen-on",
  lines: ({ address }) => [
    new RegExp(
      `\\blisten-on(?<!(?://|#)[^\\n]{0,200})${address.includes(':') ? '-v6' : '(?!-v6)'}\\b[^{;\\n]{0,100}\\{([^{}]*)\\}`,
      'g',
    ),
  ],
  loopback: ['localhost', 'none'],
  everywhere: ['any'],
  risk: 'allow-query and allow-recursion still decide whose questions it answers.',
  more: {
    commandPorts: [953],
    dropsPrivileges: true,
    onHangUp: 'reads its configuration again',
    daemonises: ({ invocation }) => !invocation.args.some(word => /^-\w*[fg]$/.test(word)),
  },
});
