import { type Fact, valueIn } from '../../facts/fact.js';
import type { Owners, Socket } from '../../facts/sockets/types.js';
import type { Unit } from '../../facts/units/types.js';
import type { Question } from '../../net/question.js';
import { defineRule, type Finding } from '../rule.js';
import { takersOf } from '../serving.js';
import { stopsTypist } from './by-sudo.js';
import { ownVanish } from './counted.js';
import { stoppedBy } from './inside.js';
import { byPolicy } from './ipsec.js';
import { WALK_FACTS } from './judged.js';
import { cutsLongOnes } from './long-ones.js';
import { handshakeLost } from './lost-handshake.js';
import { stoppedLookup } from './name-servers.js';
import { onward } from './onward.js';
import { stoppedCarrier } from './overlay-carrier.js';
import { unlessRead } from './own-word.js';
import { passiveStopped } from './passive.js';
import { undelivered } from './undelivered.js';
import { dropsWhatIsSaid } from './unheard.js';
import { filteredByUnit, filteringUnit } from './unit-filter.js';
import { unread } from './unread.js';

/** Found where this machine's rules surely drop the client's packets on the way in; they are quoted. */
export const rule = defineRule({
  code: 'firewall/drop',
  needs: ['interfaces'],
  mayUse: [
    ...WALK_FACTS,
    'names',
    'namespaces',
    'units',
    'owners',
    'processes',
    'containers',
    'configuration',
    'resampled',
  ],
  gate: true,
  through: true,
  check(seen, question) {
    const found = stoppedBy('drop', seen, question);
    if (question.address === '') return stoppedLookup('drop', seen, question) ?? found;
    if (found && 'severity' in found) return found;
    const carrier = stoppedCarrier('drop', seen, question);
    if (carrier || !question.local) return carrier ?? found;
    return (
      byUnit(seen, question) ??
      dropsWhatIsSaid(seen.probes, seen.sockets, question) ??
      (found && !handshakeLost(seen, question)
        ? unlessRead(ownVanish(seen, question) ?? undelivered(seen, question), seen.firewall, found)
        : undefined) ??
      found ??
      byPolicy(seen.firewall, 'request', question) ??
      unread(seen.interfaces, question.vantage.input, 'ingress') ??
      passiveStopped('drop', seen, question) ??
      onward(seen, question, (there, each) => stoppedBy('drop', there, each)) ??
      cutsLongOnes(seen, 'requests', question) ??
      stopsTypist(seen, question, 'drop')
    );
  },
});

interface Serving {
  readonly units: Fact<readonly Unit[]>;
  readonly owners: Fact<Owners>;
  readonly sockets: Fact<readonly Socket[]>;
}

/** The filter of the unit that the listener belongs to. */
function byUnit({ units, owners, sockets }: Serving, question: Question): Finding | undefined {
  const client = question.vantage.source ?? question.address;
  const takers = takersOf(valueIn(sockets) ?? [], question);
  const pids = takers.flatMap(each => valueIn(owners)?.pidsByInode[each.inode] ?? []);
  const unit = filteringUnit(valueIn(units) ?? [], pids, client);
  return unit && filteredByUnit(unit, client, question);
}
