import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

const base: Program = byFile({
  id: 'mosquitto',
  title: 'Mosquitto',
  names: ['mosquitto'],
  defaultPorts: [1883],
  defaultAddress: '127.0.0.1',
  speaks: 'other',
  fileOptions: ['-c', '--config-file'],
  file: null,
  include: /^include_dir[ \t]+(\S.*)/gm,
  inFolder: /\.conf$/,
  setting: "mosquitto.conf's listener",
  lines: ({ port }) => [
    new RegExp(`^[ \\t]*listener[ \\t]+${port}[ \\t]+(\\S+)`, 'gm'),
    /^bind_address[ \t]+(\S+)/gm,
  ],
  missing: {
    text: ({ address, port }) => `listener ${port} ${address}\nallow_anonymous true`,
  },
  risk: 'Where there is no password_file, everybody may read and publish (allow_anonymous).',
  byHand: ({ address, port }) =>
    `Without a configuration file it serves this machine only (since version 2.0). Write one, and start it with mosquitto -c FILE:\nlistener ${port} ${address}\nallow_anonymous true\nOr, better than the last line, password_file with users by mosquitto_passwd.`,
  more: {
    portLine: { file: /\/mosquitto/, line: /^[ \t]*(?:listener|port)[ \t]+(\d+)/gm, counts: 'all' },
    dropsPrivileges: true,
    onHangUp: 'reads its configuration again',
    daemonises: ({ invocation }) => invocation.args.some(word => /^(-d|--daemon)$/.test(word)),
  },
});

/** Mosquitto, an MQTT broker (mosquitto.conf(5): listener, log_dest; since 2.0 it is on loopback alone where no listener is set). */
export const program: Program = {
  ...base,
  logs: (candidate, door) =>
    (base.configuration?.(candidate, door) ?? []).flatMap(({ text }) =>
      [...text.matchAll(/^log_dest[ \t]+file[ \t]+(\/\S+)/gm)].map(([, path]) => path!),
    ),
};
