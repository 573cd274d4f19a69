import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** Music Player Daemon (mpd.conf(5), "bind_to_address"). */
export const program: Program = byFile({
  id: 'mpd',
  title: 'Music Player Daemon',
  name: 'MPD',
  names: ['mpd'],
  defaultPorts: [6600],
  defaultAddress: '0.0.0.0',
  speaks: 'server-first',
  file: '/etc/mpd.conf',
  setting: "mpd.conf's bind_to_address",
  lines: () => [/^[ \t]*bind_to_address[ \t]+"([^"\n]+)"/gm],
  loopback: ['localhost'],
  everywhere: ['any'],
  risk: 'It asks nobody for a password unless default_permissions and password say so.',
  more: {
    dropsPrivileges: true,
    daemonises: ({ invocation }) =>
      !invocation.args.some(word => word === '--no-daemon' || word === '--systemd'),
  },
});
