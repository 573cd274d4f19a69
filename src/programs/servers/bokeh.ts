import { byOption } from '../by-option.js';
import { optionChange } from '../fixes/generic.js';
import type { Program } from '../program.js';

const ORIGIN = '--allow-websocket-origin';

/** Bokeh's server, and Panel's (docs.bokeh.org, "bokeh serve"): its pages open a WebSocket, by localhost's name alone. */
export const program: Program = {
  ...byOption({
    id: 'bokeh',
    title: 'Bokeh',
    names: ['bokeh', 'panel'],
    command: ['serve'],
    options: ['--address'],
    ports: [5006],
    address: null,
  }),
  listenAt: (_, { address, port }, candidate) =>
    optionChange(candidate, ['--address'], address).map(change => ({
      ...change,
      ...(!candidate.invocation.args.some(word => word.startsWith(ORIGIN)) && {
        risk: `Its pages stay empty by any name but localhost, unless ${ORIGIN} NAME:${port} is given for that name.`,
      }),
    })),
};
