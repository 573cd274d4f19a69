import type { Program } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

/** What Docker runs for a published port (docs.docker.com, "Port publishing and mapping"). It is changed through Docker alone. */
export const program: Program = {
  id: 'docker-proxy',
  title: 'Docker (a published port)',
  defaultPorts: [],
  defaultAddress: '0.0.0.0',
  recognise: candidate =>
    isNamed(candidate, ['docker-proxy', 'rootlessport', 'slirp4netns', 'pasta', 'conmon'])
      ? recognition('docker-proxy')
      : undefined,
};
