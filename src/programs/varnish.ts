import { boundBy } from './directive.js';
import { absolutePath, filesAt, startedIn } from './door.js';
import { argumentChange } from './generic.js';
import { optionValue } from './options.js';
import type { Program } from './program.js';
import { isNamed, recognition } from './recognise.js';

/** Varnish (varnishd(1): -a for where it listens, -b or the VCL of -f for its backends). */
export const program: Program = {
  id: 'varnish',
  title: 'Varnish',
  defaultPorts: [6081],
  defaultAddress: '0.0.0.0',
  speaks: 'http',
  dropsPrivileges: true,
  daemonises: ({ invocation }) => !invocation.args.some(word => /^-[dCF]$/.test(word)),
  recognise: candidate =>
    isNamed(candidate, ['varnishd', 'cache-main']) ? recognition('Varnish') : undefined,
  configuration: ({ process, invocation, parent }, door) => {
    const given = optionValue(invocation.args, ['-f']) ?? optionValue(parent?.command ?? [], ['-f']);
    return filesAt(door, [absolutePath(given ?? '/etc/varnish/default.vcl', startedIn(process))]);
  },
  listenAt: (situation, wanted, candidate) => argumentChange(candidate, boundBy(situation), wanted),
};
