import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** NATS (docs.nats.io, "Flags": -a). */
export const program: Program = {
  ...byOption({
    id: 'nats',
    title: 'NATS',
    names: ['nats-server'],
    options: ['-a', '--addr', '--net', '-addr', '-net'],
    ports: [4222],
    address: '0.0.0.0',
    speaks: 'other',
    onHangUp: 'reads its configuration again',
  }),
  switchedOn: {
    8222: {
      what: 'its monitoring page',
      how: 'Start it with -m 8222, or with http_port: 8222 in its configuration.',
    },
  },
};
