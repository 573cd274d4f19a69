import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** Unbound (unbound.conf(5): interface, by default localhost; access-control, by default localhost). */
export const program: Program = byFile({
  id: 'unbound',
  title: 'Unbound',
  names: ['unbound'],
  defaultPorts: [53],
  defaultAddress: '127.0.0.1',
  speaks: 'other',
  fileOptions: ['-c'],
  file: '/etc/unbound/unbound.conf',
  include: /^[ \t]*include(?:-toplevel)?:[ \t]*"?([^"\s]+)"?/gm,
  setting: "unbound.conf's interface",
  lines: () => [/^[ \t]*(?:interface|ip-address):[ \t]*(\S+)/gm],
  missing: { after: /^[ \t]*server:[ \t]*$/m, text: ({ address }) => `    interface: ${address}` },
  risk: "It answers those whom access-control lets in, and by itself this machine alone: access-control: NETWORK allow lets in the clients' network.",
  more: {
    dropsPrivileges: true,
    onHangUp: 'reads its configuration again',
    daemonises: ({ invocation }) => !invocation.args.some(word => /^-\w*d\w*$/.test(word)),
  },
});
