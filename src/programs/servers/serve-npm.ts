import { formatEndpoint } from '../../net/address.js';
import { optionValues } from '../options.js';
import type { Program } from '../program.js';
import { recognition } from '../recognise.js';

const names = ['-l', '--listen', '-p'];

/** The npm package serve (github.com/vercel/serve): `-l PORT` or `-l tcp://ADDRESS:PORT`, more than once. */
export const program: Program = {
  id: 'serve-npm',
  title: 'serve',
  defaultPorts: [3000],
  defaultAddress: '::',
  speaks: 'http',
  recognise: ({ invocation }) =>
    invocation.language === 'node' && /^serve$/.test(invocation.name) ? recognition('serve') : undefined,
  listenAt: (_, wanted, { invocation }) => {
    const { head, args } = invocation;
    const value = `tcp://${formatEndpoint(wanted.address, wanted.port)}`;
    const old = optionValues(args, names).find(each => each.split(':').at(-1) === String(wanted.port));
    const replaced = args.map(word =>
      old !== undefined && (word === old || word === `--listen=${old}`) ? word.replace(old, value) : word,
    );
    const command = [...head, ...(old === undefined ? [...args, '-l', value] : replaced)];
    return [{ title: `Start it with -l ${value}`, command }];
  },
};
