import { byFile } from '../by-file.js';
import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

const options = ['-a', '--addr', '--net', '-addr', '-net'];

/** Below no other word: a cluster, a monitor and a gateway have addresses of their own. */
const inFile = byFile({
  id: 'nats',
  title: 'NATS',
  names: ['nats-server'],
  defaultPorts: [4222],
  defaultAddress: '0.0.0.0',
  speaks: 'other',
  fileOptions: ['-c', '--config', '-config'],
  file: null,
  options,
  setting: "its file's host",
  lines: ({ port }) => [
    /^(?:host|net)\b[ \t]*[:=]?[ \t]*"?([\w.:]+)/gim,
    new RegExp(`^listen\\b[ \\t]*[:=]?[ \\t]*"?([\\w.]+|\\*):${port}\\b`, 'gim'),
  ],
  more: { onHangUp: 'reads its configuration again' },
});

const byFlag = byOption({
  id: 'nats',
  title: 'NATS',
  names: ['nats-server'],
  options,
  ports: [4222],
  address: '0.0.0.0',
});

/** NATS (docs.nats.io, "Flags": -a, which outranks host of its file). */
export const program: Program = {
  ...inFile,
  listenAt: (...asked) => {
    const changes = inFile.listenAt?.(...asked) ?? [];
    return changes.length > 0 ? changes : (byFlag.listenAt?.(...asked) ?? []);
  },
  switchedOn: {
    8222: {
      what: 'its monitoring page',
      how: 'Start it with -m 8222, or with http_port: 8222 in its configuration.',
    },
  },
};
