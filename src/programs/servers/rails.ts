import { optionChange } from '../fixes/generic.js';
import type { Program } from '../program.js';
import { recognition } from '../recognise.js';

/** `rails server` (guides.rubyonrails.org, "The Rails Command Line"). */
export const program: Program = {
  id: 'rails',
  title: 'Ruby on Rails',
  defaultPorts: [3000],
  defaultAddress: '127.0.0.1',
  speaks: 'http',
  recognise: ({ invocation }) =>
    invocation.name === 'rails' && invocation.args.some(word => word === 's' || word === 'server')
      ? recognition('Rails')
      : undefined,
  listenAt: (_, wanted, candidate) => optionChange(candidate, ['-b', '--binding'], wanted.address),
};
