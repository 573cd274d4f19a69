import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** Dovecot (doc.dovecot.org, "listen": a list of addresses; * and :: for all). */
export const program: Program = byFile({
  id: 'dovecot',
  title: 'Dovecot',
  names: ['dovecot'],
  defaultPorts: [110, 143, 993, 995],
  defaultAddress: '0.0.0.0',
  speaks: 'server-first',
  fileOptions: ['-c'],
  file: '/etc/dovecot/dovecot.conf',
  include: /^[ \t]*!include(?:_try)?[ \t]+(\S+)/gm,
  setting: "dovecot.conf's listen",
  lines: () => [/^[ \t]*listen[ \t]*=[ \t]*(\S.*)/gm],
  everywhere: ['*'],
  word: address => (address === '0.0.0.0' ? '*' : address),
  more: {
    onHangUp: 'reads its configuration again',
    daemonises: ({ invocation }) => !invocation.args.includes('-F'),
  },
});
