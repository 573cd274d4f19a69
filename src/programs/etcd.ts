import { asEndpoint } from './by-option.js';
import { optionChange } from './generic.js';
import { optionValue, withOption } from './options.js';
import type { Program } from './program.js';
import { isNamed, recognition } from './recognise.js';

const LISTEN = '--listen-client-urls';
const ADVERTISE = '--advertise-client-urls';

/** etcd (etcd.io, "Configuration options"): it takes one of these two options only with the other. */
export const program: Program = {
  id: 'etcd',
  title: 'etcd',
  defaultPorts: [2379],
  defaultAddress: '127.0.0.1',
  speaks: 'http',
  recognise: candidate => (isNamed(candidate, ['etcd']) ? recognition('etcd') : undefined),
  listenAt: (_, wanted, candidate) => {
    const { args } = candidate.invocation;
    const scheme =
      /^\w+:\/\//.exec(optionValue(args, [LISTEN, '-listen-client-urls']) ?? '')?.[0] ?? 'http://';
    const said = optionValue(args, [ADVERTISE, '-advertise-client-urls']) !== undefined;
    return optionChange(candidate, [LISTEN, '-listen-client-urls'], `${scheme}${asEndpoint(wanted)}`).map(
      change => ({
        ...change,
        ...(change.command &&
          !said && { command: withOption(change.command, [ADVERTISE], `${scheme}localhost:${wanted.port}`) }),
        risk: `etcd asks nobody for a password unless auth is enabled. ${ADVERTISE} should name the address that clients reach it by.`,
      }),
    );
  },
};
