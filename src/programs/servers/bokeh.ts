import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Bokeh's server, and Panel's (docs.bokeh.org, "bokeh serve"): its pages open a WebSocket, by localhost's name alone. */
export const program: Program = byOption({
  id: 'bokeh',
  title: 'Bokeh',
  names: ['bokeh', 'panel'],
  command: ['serve'],
  options: ['--address'],
  ports: [5006],
  address: null,
  warning: {
    unless: /^--allow-websocket-origin/,
    says: ({ port }) =>
      `Its pages stay empty by any name but localhost, unless --allow-websocket-origin NAME:${port} is given for that name.`,
  },
});
