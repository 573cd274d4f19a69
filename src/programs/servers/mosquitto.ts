import { isWildcard } from '../../net/prefix.js';
import { byFile } from '../by-file.js';
import { absolutePath } from '../door.js';
import { editMatch } from '../fixes/edit.js';
import { optionValue } from '../options.js';
import type { Candidate, Change, Program, Situation, Wanted } from '../program.js';

const FILE = ['-c', '--config-file'];

const base: Program = byFile({
  id: 'mosquitto',
  title: 'Mosquitto',
  names: ['mosquitto'],
  defaultPorts: [1883],
  defaultAddress: '127.0.0.1',
  speaks: 'other',
  fileOptions: FILE,
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
    `Without a configuration file it serves this machine only (since version 2.0). Write one, and start it with mosquitto -c FILE:\n  listener ${port} ${address}\n  allow_anonymous true\nOr, better than the last line, password_file with users by mosquitto_passwd.`,
  more: {
    portLine: { file: /\.conf$/, line: /^[ \t]*(?:listener|port)[ \t]+(\d+)/gm, counts: 'all' },
    dropsPrivileges: true,
    onHangUp: 'reads its configuration again',
    daemonises: ({ invocation }) => invocation.args.some(word => /^(-d|--daemon)$/.test(word)),
  },
});

/** A file for one that was started without: it needs a listener of its own to be reached from elsewhere. */
function firstFile({ address, port }: Wanted, { process, invocation }: Candidate): readonly Change[] {
  const { head, args } = invocation;
  // In a container of its own, only who made that can give it a file.
  if (process.directory === null || process.root !== '' || optionValue(args, FILE) !== undefined) return [];
  // mosquitto.conf may be there, and was not read: -c was forgotten.
  const path = absolutePath(`mosquitto-${port}.conf`, process.directory);
  const where = isWildcard(address) ? '' : ` ${address}`;
  return [
    {
      title: 'Start it with a configuration file that has a listener',
      writes: { path, lines: [`listener ${port}${where}`, 'allow_anonymous true'] },
      command: [...head, '-c', path, ...args],
      risk: 'Everybody who reaches it may read and publish (allow_anonymous): password_file, with users by mosquitto_passwd, is better than that line.',
    },
  ];
}

/** A listener that takes an interface's address has that by a line of its own (mosquitto.conf(5): bind_interface). */
function withoutInterface({ configuration }: Situation, { address, port }: Wanted): readonly Change[] {
  if (!isWildcard(address)) return [];
  const own = new RegExp(
    `^(?:listener|port)[ \\t]+${port}\\b(?:.*\\n(?!(?:listener|port)\\b))*?(bind_interface[ \\t]+\\S+)`,
    'm',
  );
  const edits = configuration.flatMap(file => editMatch(file, own, ([, line]) => `# ${line}`) ?? []);
  return edits.length > 0 ? [{ title: "Take the interface from mosquitto.conf's listener", edits }] : [];
}

/** Mosquitto, an MQTT broker (mosquitto.conf(5): listener, log_dest; since 2.0 it is on loopback alone where no listener is set). */
export const program: Program = {
  ...base,
  listenAt: (situation, wanted, candidate) => {
    const own = [...firstFile(wanted, candidate), ...withoutInterface(situation, wanted)];
    return own.length > 0 ? own : (base.listenAt?.(situation, wanted, candidate) ?? []);
  },
  logs: (candidate, door) =>
    (base.configuration?.(candidate, door) ?? []).flatMap(({ text }) =>
      [...text.matchAll(/^log_dest[ \t]+file[ \t]+(\/\S+)/gm)].map(([, path]) => path!),
    ),
};
