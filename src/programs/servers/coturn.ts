import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** coturn, a STUN and TURN server (turnserver(1): listening-ip). */
export const program: Program = byFile({
  id: 'coturn',
  title: 'coturn',
  names: ['turnserver'],
  defaultPorts: [3478, 5349],
  defaultAddress: '0.0.0.0',
  speaks: 'other',
  fileOptions: ['-c'],
  file: '/etc/turnserver.conf',
  options: ['-L', '--listening-ip'],
  setting: "turnserver.conf's listening-ip",
  lines: () => [/^[ \t]*listening-ip[ \t]*=[ \t]*(\S+)/gm],
  more: {
    daemonises: ({ invocation }) => invocation.args.some(word => /^(-o|--daemon)$/.test(word)),
  },
});
