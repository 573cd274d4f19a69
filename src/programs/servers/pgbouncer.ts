import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** PgBouncer (pgbouncer.org, "listen_addr": where it is not set, unix sockets only). */
export const program: Program = byFile({
  id: 'pgbouncer',
  title: 'PgBouncer',
  names: ['pgbouncer'],
  defaultPorts: [6432],
  defaultAddress: null,
  speaks: 'other',
  file: '/etc/pgbouncer/pgbouncer.ini',
  include: /^[ \t]*%include[ \t]+(\S+)/gm,
  setting: "pgbouncer.ini's listen_addr",
  lines: () => [/^[ \t]*listen_addr[ \t]*=[ \t]*(\S.*)/gm],
  missing: { after: /^\[pgbouncer\][ \t]*$/m, text: ({ address }) => `listen_addr = ${address}` },
  more: {
    onHangUp: 'reads its configuration again',
    daemonises: ({ invocation }) => invocation.args.some(word => /^(-\w*d\w*|--daemon)$/.test(word)),
  },
});
