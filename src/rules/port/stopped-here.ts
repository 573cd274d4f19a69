import { type Fact, valueIn } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Subject } from '../../facts/subject/types.js';
import { goesBy } from '../../facts/units/goes-by.js';
import type { Unit } from '../../facts/units/types.js';
import type { Question } from '../../net/question.js';
import { type Startable, startables, stoppedProgram } from '../../programs/fixes/start.js';
import { deathIn } from '../process/death-words.js';
import { logOf } from '../process/ended-unit.js';
import type { Evidence, Finding } from '../rule.js';
import { advice } from '../talk.js';
import { absent } from './absent.js';

/** What may keep the port's server, and not run it now. */
interface Keepers {
  readonly units: Fact<FactValues['units']>;
  readonly pm2: Fact<FactValues['pm2']>;
  readonly containers: Fact<FactValues['containers']>;
  readonly subject: Subject;
}

/** Services, PM2 entries, containers and programs of supervisord for the port that somebody stopped, or has not started. */
export const stoppedHere = (
  { units, pm2, containers, subject: { supervised } }: Keepers,
  machine: Machine | undefined,
  { port, target }: Question,
): readonly Startable[] => [
  ...(machine
    ? startables(
        valueIn(units) ?? [],
        valueIn(pm2) ?? [],
        valueIn(containers) ?? [],
        port,
        machine,
        target.program,
      )
    : []),
  ...(supervised && !supervised.unseen ? [stoppedProgram(supervised, machine)] : []),
];

/** "nginx.service is inactive (dead)". */
export const stateOf = ({ who, state }: Startable): string => `${who} is ${state}`;

export const asEvidence = (each: Startable): Evidence => ({
  fact: each.fact,
  says: stateOf(each),
  source: each.source,
});

/**
 * The target names a unit, or a container, that does not run, and nothing says where it would listen. A unit that ended with
 * a good status, as Minecraft does that misses its EULA, may have said why all the same.
 */
export function stoppedNamed(
  { target }: Question,
  stopped: readonly Startable[],
  units: readonly Unit[],
): Finding | undefined {
  const word = target.program ?? '';
  const unitOf = ({ who }: Startable) => units.find(({ name }) => name === who);
  const isNamed = (each: Startable) => {
    const unit = unitOf(each);
    return unit ? goesBy(unit, word) : each.who === `container ${word}`;
  };
  const stands = stopped.find(isNamed);
  if (!stands) return undefined;
  const unit = unitOf(stands);
  const last = unit && lastWordOf(unit)?.trim().slice(0, 200).replace(/\.$/, '');
  const look = unit && last ? [advice('Mend what its log says', logOf(unit), unit.scope === 'system')] : [];
  const found = absent(
    `${stateOf(stands)}${last ? `; its log ends with: ${last}` : ''}.`,
    'not running',
    [asEvidence(stands)],
    [...look, stands.fix],
  );
  return { ...found, headline: `${unit ? 'the unit ' : ''}${stands.who} does not run` };
}

/** systemd's own lines about a unit in the journal. */
const ofSystemd = /^(?:Starting|Started|Stopping|Stopped|Finished) |^\S+\.service: /;

/** Why it ended by itself: its very last line. Who was stopped has not failed by what it said of a request before. */
function lastWordOf({ log, signal }: Unit): string | undefined {
  const lines = log.slice(log.findLastIndex(line => line.startsWith('Started ')) + 1);
  if (signal !== null || lines.some(line => line.startsWith('Stopping '))) return undefined;
  const own = lines.filter(line => !ofSystemd.test(line));
  const word = deathIn(own);
  return word === own.at(-1) ? word : undefined;
}
