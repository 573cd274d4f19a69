import type { Program } from '../program.js';
import { recognition } from '../recognise.js';

/** Create React App's `react-scripts start` (create-react-app.dev, "Advanced Configuration": HOST). */
export const program: Program = {
  id: 'react-scripts',
  title: 'Create React App',
  defaultPorts: [3000],
  defaultAddress: '0.0.0.0',
  speaks: 'http',
  recognise: ({ invocation, process }) =>
    /^react-scripts(\.js)?$/.test(invocation.name) ||
    /react-scripts\/scripts\/start\.js$/.test(process.command[1] ?? '')
      ? recognition('Create React App')
      : undefined,
  listenAt: (_, { address }) => [{ title: `Start it with HOST=${address}`, environment: { HOST: address } }],
};
