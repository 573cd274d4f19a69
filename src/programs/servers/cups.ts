import { bracketed } from '../../net/address.js';
import { isWildcard } from '../../net/prefix.js';
import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** CUPS, the printing service (cupsd.conf(5), "Listen"; cupsd(8)). */
export const program: Program = byFile({
  id: 'cups',
  title: 'CUPS',
  names: ['cupsd'],
  defaultPorts: [631],
  defaultAddress: '::',
  speaks: 'http',
  fileOptions: ['-c'],
  file: '/etc/cups/cupsd.conf',
  setting: "cupsd.conf's Listen",
  lines: ({ port }) => [new RegExp(`^[ \\t]*Listen[ \\t]+(\\S+):${port}\\b`, 'gim')],
  loopback: ['localhost'],
  everywhere: ['*'],
  word: address => (isWildcard(address) ? '*' : bracketed(address)),
  risk: 'Whom it lets in then is the business of Allow and Deny in its <Location /> (cupsctl --remote-any sets both).',
  more: {
    dropsPrivileges: true,
    onHangUp: 'reads its configuration again',
    logs: () => ['/var/log/cups/error_log'],
    daemonises: ({ invocation }) => !invocation.args.some(word => /^-[fFl]$/.test(word)),
  },
});
