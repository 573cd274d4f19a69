import { byFile } from '../by-file.js';
import { filesAt } from '../door.js';
import type { Candidate, Program } from '../program.js';
import { recognition } from '../recognise.js';
import { quoted } from '../shell.js';

/** The folder that `postfix -c` was given: it hands it to its master in the environment. */
const folderOf = ({ process }: Candidate): string => process.environment?.MAIL_CONFIG ?? '/etc/postfix';

/** Postfix (postconf(5): inet_interfaces, which takes a stop and a start). Its master holds the sockets. */
export const program: Program = byFile({
  id: 'postfix',
  title: 'Postfix',
  names: [],
  defaultPorts: [25],
  defaultAddress: '0.0.0.0',
  speaks: 'server-first',
  file: null,
  setting: "main.cf's inet_interfaces",
  lines: () => [/^inet_interfaces[ \t]*=[ \t]*(\S.*)/gm],
  loopback: ['loopback-only', 'localhost', '$myhostname'],
  everywhere: ['all'],
  restart: candidate => {
    const postfix = `postfix -c ${quoted(folderOf(candidate))}`;
    return `${postfix} stop; ${postfix} start`;
  },
  more: {
    onHangUp: 'reads its configuration again',
    daemonises: () => true,
    recognise: ({ process }) =>
      process.name === 'master' &&
      /\/postfix\/(sbin\/)?master$/.test(process.executable ?? process.command[0] ?? '')
        ? recognition('Postfix', 'master')
        : undefined,
    configuration: (candidate, door) => filesAt(door, [`${folderOf(candidate)}/main.cf`]),
    logs: () => ['/var/log/mail.log'],
  },
});
