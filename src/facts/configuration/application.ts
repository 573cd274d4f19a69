import { doorOn } from '../../programs/door.js';
import { masterOf } from '../../programs/family.js';
import { candidateOf } from '../../programs/identify.js';
import { applicationFiles } from '../../programs/sources/application.js';
import type { System } from '../../system/system.js';
import type { Fact } from '../fact.js';
import type { Probe } from '../probes/types.js';
import { missedPath } from '../processes/newer.js';
import type { Process } from '../processes/types.js';
import type { ConfigurationFile } from './types.js';

/** Several programs may hold one port, each by many workers. */
const MOST = 4;

/**
 * For a path that the server has nothing at, the sources of its application in which a part of that path stands: they may
 * have it since the server started.
 */
export function withApplication(
  system: System,
  configuration: Fact<readonly ConfigurationFile[]>,
  { holders, processes }: { readonly holders: readonly Process[]; readonly processes: readonly Process[] },
  probes: readonly Probe[],
): Fact<readonly ConfigurationFile[]> {
  const segments = (missedPath(probes) ?? '')
    .replace(/[?#].*$/s, '')
    .split('/')
    .filter(Boolean);
  if (configuration.status === 'unknown' || segments.length === 0) return configuration;
  const masters = [...new Set(holders.map(each => masterOf(each, processes)))].slice(0, MOST);
  // A newer release is not where it stands, but where it was entered.
  const found = masters.flatMap(({ startAgainIn, ...each }) =>
    applicationFiles(
      candidateOf({ ...each, directory: startAgainIn ?? each.directory }, processes),
      doorOn(system, each.root),
    ),
  );
  const known = new Set(configuration.value.map(({ path }) => path));
  const more = found.filter(
    ({ path, text }) => !known.has(path) && segments.some(segment => text.includes(segment)),
  );
  return { ...configuration, value: [...configuration.value, ...more] };
}
