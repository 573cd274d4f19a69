import { type Fact, valueIn } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import type { Machine } from '../../facts/machine/types.js';
import { type Startable, startables } from '../../programs/fixes/start.js';
import type { Evidence } from '../rule.js';

/** What may keep the port's server, and not run it now. */
interface Keepers {
  readonly units: Fact<FactValues['units']>;
  readonly pm2: Fact<FactValues['pm2']>;
  readonly containers: Fact<FactValues['containers']>;
}

/** Services, PM2 entries and containers for the port that somebody stopped, or has not started. */
export const stoppedHere = (
  { units, pm2, containers }: Keepers,
  machine: Machine | undefined,
  port: number,
): readonly Startable[] =>
  machine
    ? startables(valueIn(units) ?? [], valueIn(pm2) ?? [], valueIn(containers) ?? [], port, machine)
    : [];

/** "nginx.service is inactive (dead)". */
export const stateOf = ({ who, state }: Startable): string => `${who} is ${state}`;

export const asEvidence = (each: Startable): Evidence => ({
  fact: each.fact,
  says: stateOf(each),
  source: each.source,
});
