import { bracketed } from '../../net/address.js';
import { boundBy } from '../fixes/directive.js';
import { takesBoth } from '../fixes/family-both.js';
import type { Change, Program } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

/** Its option for IPV6_V6ONLY, which is on without a value. */
const V6ONLY = /(?<=,)(ipv6-?v6only|ipv6only)(?:=1)?(?![^,])/i;

/** socat (socat(1): TCP-LISTEN with its option bind). */
export const program: Program = {
  id: 'socat',
  title: 'socat',
  defaultPorts: [],
  defaultAddress: '0.0.0.0',
  onHangUp: 'ends',
  recognise: candidate => (isNamed(candidate, ['socat', 'socat1']) ? recognition('socat') : undefined),
  listenAt: (situation, wanted, { invocation }): readonly Change[] => {
    const { head, args } = invocation;
    const both = takesBoth(situation, wanted) ? args.map(word => word.replace(V6ONLY, '$1=0')) : args;
    if (both.some((word, at) => word !== args[at]))
      return [{ title: 'Start it with ipv6only=0, so that it takes IPv4 too', command: [...head, ...both] }];
    const address = bracketed(wanted.address);
    const bound = boundBy(situation);
    const changed = args.map(word => {
      if (!/^(TCP|UDP|OPENSSL|SSL)\w*-L/i.test(word) && !/-LISTEN|-RECV/i.test(word)) return word;
      const bind = /\bbind=([^,]+)/.exec(word)?.[1];
      return bind && bound.includes(bind) ? word.replace(`bind=${bind}`, `bind=${address}`) : word;
    });
    if (changed.every((word, at) => word === args[at])) return onBoth(wanted.address, head, args);
    return [{ title: `Start it with bind=${address}`, command: [...head, ...changed] }];
  },
};

/** One of IPv4 that is to have every address of both families; its range would not be taken for one of IPv6. */
function onBoth(address: string, head: readonly string[], args: readonly string[]): readonly Change[] {
  const both = args.map(word =>
    /,(?:bind|pf|range)=/i.test(word) ? word : word.replace(/^(TCP|UDP)4?(?=-L)(.*)/i, '$16$2,ipv6only=0'),
  );
  if (address !== '::' || both.every((word, at) => word === args[at])) return [];
  return [{ title: 'Start it on :: with ipv6only=0, so that it takes both', command: [...head, ...both] }];
}
