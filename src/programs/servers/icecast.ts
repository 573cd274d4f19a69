import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** Icecast (icecast.org, "bind-address" of a listen-socket). */
export const program: Program = byFile({
  id: 'icecast',
  title: 'Icecast',
  names: ['icecast2', 'icecast'],
  defaultPorts: [8000],
  defaultAddress: '::',
  speaks: 'http',
  fileOptions: ['-c'],
  file: '/etc/icecast2/icecast.xml',
  setting: "icecast.xml's bind-address",
  lines: () => [/(?<!<!--[ \t]*)<bind-address>[ \t]*([^<\s]+)/g],
  more: {
    onHangUp: 'reads its configuration again',
    daemonises: ({ invocation }) => invocation.args.includes('-b'),
  },
});
