import { asEndpoint } from '../by-option.js';
import { optionChange } from '../fixes/generic.js';
import { optionValue, withOption } from '../options.js';
import type { Program } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

const LISTEN = '--listen-client-urls';
const ADVERTISE = '--advertise-client-urls';

const LISTEN_VARIABLE = 'ETCD_LISTEN_CLIENT_URLS';

/** With a file, options and variables count for nothing. */
const inFile = (url: string): string =>
  `listen-client-urls: ${url}\nThen stop it and start it again as you did.`;

/** etcd (etcd.io, "Configuration options"): it takes one of these two options only with the other. */
export const program: Program = {
  id: 'etcd',
  title: 'etcd',
  defaultPorts: [2379],
  defaultAddress: '127.0.0.1',
  speaks: 'http',
  recognise: candidate => (isNamed(candidate, ['etcd']) ? recognition('etcd') : undefined),
  listenAt: ({ process }, wanted, candidate) => {
    const { args } = candidate.invocation;
    const urls = process.environment?.[LISTEN_VARIABLE];
    const scheme =
      /^\w+:\/\//.exec(optionValue(args, [LISTEN, '-listen-client-urls']) ?? urls ?? '')?.[0] ?? 'http://';
    const url = `${scheme}${asEndpoint(wanted)}`;
    const risk = `etcd asks nobody for a password unless auth is enabled. ${ADVERTISE} should name the address that clients reach it by.`;
    if (optionValue(args, ['--config-file', '-config-file']) !== undefined)
      return [{ title: "Write the address in its file's listen-client-urls", byHand: inFile(url), risk }];
    // A variable and the option that it stands for are a conflict, by which it ends.
    if (urls !== undefined)
      return [
        { title: `Start it with ${LISTEN_VARIABLE}=${url}`, environment: { [LISTEN_VARIABLE]: url }, risk },
      ];
    const said =
      optionValue(args, [ADVERTISE, '-advertise-client-urls']) !== undefined ||
      process.environment?.ETCD_ADVERTISE_CLIENT_URLS !== undefined;
    return optionChange(candidate, [LISTEN, '-listen-client-urls'], url).map(change => ({
      ...change,
      ...(change.command &&
        !said && { command: withOption(change.command, [ADVERTISE], `${scheme}localhost:${wanted.port}`) }),
      risk,
    }));
  },
};
