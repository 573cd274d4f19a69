import { absolutePath, filesAt, startedIn } from '../door.js';
import { boundBy } from '../fixes/directive.js';
import { argumentChange } from '../fixes/generic.js';
import { optionValue } from '../options.js';
import type { Program } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

/** Varnish (varnishd(1): -a for where it listens, -b for its backend, or else the VCL of -f). */
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
    const option = (name: string) =>
      optionValue(invocation.args, [name]) ?? optionValue(parent?.command ?? [], [name]);
    if (option('-b') !== undefined) return [];
    const given = option('-f');
    return filesAt(door, [absolutePath(given ?? '/etc/varnish/default.vcl', startedIn(process))]);
  },
  listenAt: (situation, wanted, candidate) => argumentChange(candidate, boundBy(situation), wanted),
};
