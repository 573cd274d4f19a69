import { asEndpoint, byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** MinIO (min.io/docs, "minio server": --address, --console-address). */
export const program: Program = {
  ...byOption({
    id: 'minio',
    title: 'MinIO',
    names: ['minio'],
    command: ['server'],
    options: ['--address'],
    value: asEndpoint,
    ports: [9000],
    address: '::',
  }),
  switchedOn: {
    9001: {
      what: 'its console',
      how: 'Start it with --console-address :9001. Without that it takes a port by chance, which it prints as WebUI.',
    },
  },
};
