import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** xinetd (xinetd.conf(5): bind or interface of each service). */
export const program: Program = byFile({
  id: 'xinetd',
  title: 'xinetd',
  names: ['xinetd'],
  defaultPorts: [],
  defaultAddress: '0.0.0.0',
  speaks: null,
  fileOptions: ['-f'],
  file: '/etc/xinetd.conf',
  include: /^[ \t]*include(?:dir)?[ \t]+(\S+)/gm,
  inFolder: /^[^.~]+$/,
  setting: "the service's bind, for xinetd",
  lines: () => [/^[ \t]*(?:bind|interface)[ \t]*=[ \t]*(\S+)/gm],
  more: {
    onHangUp: 'reads its configuration again',
    daemonises: ({ invocation }) => !invocation.args.some(word => /^-(dontfork|d)$/.test(word)),
  },
});
