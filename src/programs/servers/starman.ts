import { formatEndpoint } from '../../net/address.js';
import { optionValue, withOption } from '../options.js';
import type { Program } from '../program.js';
import { isNamed, recognition } from '../recognise.js';
import { commandByTitle, roleByTitle } from '../titled.js';

const LISTEN = ['--listen', '-l'];
const HOST = ['--host', '-o'];

/** Starman, a Perl server with a master and workers that share the socket (metacpan.org, starman). */
export const program: Program = {
  id: 'starman',
  title: 'Starman',
  defaultPorts: [5000],
  defaultAddress: '0.0.0.0',
  speaks: 'http',
  onHangUp: 'starts its workers again',
  daemonises: ({ invocation }) => invocation.args.some(word => word === '-D' || word === '--daemonize'),
  recognise: candidate =>
    isNamed(candidate, ['starman']) ? recognition('Starman', roleByTitle(candidate)) : undefined,
  startedAs: commandByTitle,
  listenAt: (_, { address, port }, candidate) => {
    const [program = 'starman', ...args] = commandByTitle(candidate);
    const at = formatEndpoint(address, port);
    const [names, value] = optionValue(args, LISTEN) !== undefined ? [LISTEN, at] : [HOST, address];
    const command = [program, ...withOption(args, names, value)];
    return [{ title: `Start it with ${names[0]} ${value}`, command }];
  },
};
