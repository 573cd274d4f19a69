import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

const base = byFile({
  id: 'proftpd',
  title: 'ProFTPD',
  names: ['proftpd'],
  defaultPorts: [21],
  defaultAddress: '0.0.0.0',
  speaks: 'server-first',
  fileOptions: ['-c', '--config'],
  file: '/etc/proftpd/proftpd.conf',
  include: /^[ \t]*Include[ \t]+(\S+)/gim,
  setting: "proftpd.conf's DefaultAddress",
  lines: () => [/^[ \t]*DefaultAddress[ \t]+(\S+)/gim],
  more: {
    dropsPrivileges: true,
    // Its title hides its command; the file in the usual place is the one that it reads without any.
    startedAs: ({ process, invocation }) =>
      invocation.titled ? [process.executable ?? 'proftpd'] : process.command,
    onHangUp: 'reads its configuration again',
    daemonises: ({ invocation }) => !invocation.args.some(word => /^(-n|--nodaemon)$/.test(word)),
  },
});

const portsOf = (text: string): readonly number[] =>
  [...text.matchAll(/^[ \t]*Port[ \t]+(\d+)/gim)].map(([, port]) => Number(port));

/** ProFTPD (proftpd.org, "DefaultAddress", "SocketBindTight"). Behind its title, the usual file may not be its own: it has to name the port. */
export const program: Program = {
  ...base,
  logs: (candidate, door) => [
    ...(base.configuration?.(candidate, door) ?? []).flatMap(({ text }) =>
      [...text.matchAll(/^[ \t]*SystemLog[ \t]+"?(\/[^"\s]+)/gim)].map(([, path]) => path!),
    ),
    '/var/log/proftpd/proftpd.log',
  ],
  listenAt: (situation, wanted, candidate) => {
    const ports = situation.configuration.flatMap(({ text }) => portsOf(text));
    const isIts = !candidate.invocation.titled || (ports.length > 0 ? ports : [21]).includes(wanted.port);
    return isIts ? (base.listenAt?.(situation, wanted, candidate) ?? []) : [];
  },
};
