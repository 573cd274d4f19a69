import { optionChange } from '../fixes/generic.js';
import type { Program } from '../program.js';
import { recognition } from '../recognise.js';

const NAME = /^(jupyter(-(notebook|lab|server|nbclassic))?|notebook|jupyterlab|ipykernel_launcher)$/;

/** Jupyter's notebook server (jupyter-server.readthedocs.io, "Running a public Jupyter Server"). */
export const program: Program = {
  id: 'jupyter',
  title: 'Jupyter',
  defaultPorts: [8888],
  defaultAddress: '127.0.0.1',
  speaks: 'http',
  recognise: ({ invocation }) => {
    if (!NAME.test(invocation.name) || invocation.name === 'ipykernel_launcher') return undefined;
    const serves =
      invocation.name !== 'jupyter' ||
      invocation.args.some(word => /^(notebook|lab|server|nbclassic)$/.test(word));
    return serves ? recognition('Jupyter') : undefined;
  },
  listenAt: (_, wanted, candidate) => {
    const { args } = candidate.invocation;
    const name = args.some(word => word.startsWith('--ServerApp.ip')) ? '--ServerApp.ip=' : '--ip=';
    return optionChange(candidate, [name.slice(0, -1), name], wanted.address).map(change => ({
      ...change,
      risk: 'Whoever has its token or password can run programs as you.',
    }));
  },
};
