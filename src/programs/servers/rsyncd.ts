import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

const server = byFile({
  id: 'rsyncd',
  title: 'rsync daemon',
  name: 'rsyncd',
  names: ['rsync'],
  defaultPorts: [873],
  defaultAddress: '0.0.0.0',
  speaks: 'server-first',
  fileOptions: ['--config'],
  file: '/etc/rsyncd.conf',
  include: /^&(?:include|merge)[ \t]+(\S+)/gm,
  inFolder: /\.(?:conf|inc)$/,
  options: ['--address'],
  setting: "rsyncd.conf's address",
  lines: () => [/^[ \t]*address[ \t]*=[ \t]*(\S+)/gm],
  more: {
    daemonises: ({ invocation }) => !invocation.args.includes('--no-detach'),
  },
});

/** rsync as a daemon (rsyncd.conf(5): address). Clients have the same name. */
export const program: Program = {
  ...server,
  recognise: candidate =>
    candidate.invocation.args.includes('--daemon') ? server.recognise(candidate) : undefined,
};
