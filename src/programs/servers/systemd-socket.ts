import type { Program } from '../program.js';
import { recognition } from '../recognise.js';

/** systemd itself, holding a port for a unit that it starts when somebody connects (systemd.socket(5)). */
export const program: Program = {
  id: 'systemd-socket',
  title: 'systemd (socket activation)',
  defaultPorts: [],
  defaultAddress: null,
  onHangUp: 'reloads its units',
  recognise: ({ process }) => (process.name === 'systemd' ? recognition('systemd') : undefined),
};
