import type { Program } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

/** Yesod's development server, and applications made from its scaffold (yesodweb.com): YESOD_HOST. */
export const program: Program = {
  id: 'yesod',
  title: 'Yesod',
  defaultPorts: [3000],
  defaultAddress: '0.0.0.0',
  speaks: 'http',
  recognise: candidate =>
    isNamed(candidate, ['yesod']) || candidate.process.environment?.YESOD_PORT !== undefined
      ? recognition('Yesod')
      : undefined,
  listenAt: (_, { address }) => [
    { title: `Start it with YESOD_HOST=${address}`, environment: { YESOD_HOST: address } },
  ],
};
