import { formatEndpoint } from '../../net/address.js';
import { optionValue, withOption } from '../options.js';
import type { Program } from '../program.js';
import { recognition } from '../recognise.js';

/** PHP's built-in web server, `php -S` (php.net, "Built-in web server"). */
export const program: Program = {
  id: 'php-server',
  title: "PHP's built-in server",
  defaultPorts: [],
  defaultAddress: null,
  speaks: 'http',
  recognise: ({ invocation }) =>
    invocation.language === 'php' && optionValue(invocation.args, ['-S']) ? recognition('PHP') : undefined,
  listenAt: (_, wanted, { invocation }) => {
    const value = formatEndpoint(wanted.address, wanted.port);
    return [
      {
        title: `Start it with -S ${value}`,
        command: [...invocation.head, ...withOption(invocation.args, ['-S'], value)],
      },
    ];
  },
};
