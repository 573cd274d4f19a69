import type { Unit } from '../../facts/units/types.js';
import { quoted } from '../../programs/shell.js';
import { serviceDropIn } from '../../programs/supervision/drop-in.js';
import { systemctl } from '../../programs/supervision/systemctl.js';
import { absent } from '../port/absent.js';
import { logSays } from '../process/errors-about.js';
import type { LogError } from '../process/log-errors.js';
import type { Finding } from '../rule.js';

const FAMILIES = { AF_INET: 'IPv4', AF_INET6: 'IPv6' } as const;

/** EAFNOSUPPORT for IPv4, which every kernel has, or for what the unit's RestrictAddressFamilies= is known to lack. */
export function familyWithheld(
  error: LogError,
  isFour: boolean,
  unit: Unit,
  uid: number,
): Finding | undefined {
  const { name, scope, withheld = isFour ? (['AF_INET'] as const) : [] } = unit;
  if (withheld.length === 0) return undefined;
  const families = withheld.map(each => FAMILIES[each]).join(' or ');
  const shown = `${systemctl(unit)} show -p RestrictAddressFamilies ${quoted(name)}`;
  const found = absent(
    `The server does not listen, because it wanted a socket for ${families}, and ${name} does not let it have one.`,
    'address family not supported',
    [
      logSays(error),
      ...(unit.withheld
        ? [
            {
              fact: 'units' as const,
              says: `RestrictAddressFamilies= of ${name} keeps ${withheld.join(' and ')} from it`,
              source: shown,
            },
          ]
        : []),
    ],
    [
      {
        title: `Give ${name} the family`,
        ...(unit.withheld && scope === 'system'
          ? { steps: serviceDropIn(name, 'families', [`RestrictAddressFamilies=${withheld.join(' ')}`]) }
          : {
              text: `RestrictAddressFamilies= of its unit has to name AF_INET, and AF_INET6 for IPv6. This says what it has now:\n  ${shown}`,
            }),
        needsRoot: scope === 'system' && uid !== 0,
      },
    ],
  );
  return { ...found, headline: `${name} keeps ${families} from the server` };
}
