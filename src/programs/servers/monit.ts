import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** monit's web pages (monit(1): set httpd port 2812 and use address localhost), and whom it shows them (allow). */
export const program: Program = byFile({
  id: 'monit',
  title: 'monit',
  names: ['monit'],
  defaultPorts: [2812],
  defaultAddress: '0.0.0.0',
  speaks: 'http',
  fileOptions: ['-c'],
  file: '/etc/monit/monitrc',
  include: /^[ \t]*include[ \t]+(\S+)/gm,
  setting: "monitrc's use address",
  lines: () => [/^[ \t]*(?:set httpd port \d{1,5}(?: and)? |and )?use address[ \t]+(\S+)/gim],
  loopback: ['localhost'],
  risk: 'Its lines allow say who is let in.',
  more: {
    daemonises: ({ invocation }) => !invocation.args.includes('-I'),
  },
});
