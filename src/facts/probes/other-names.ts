import { familyOf } from '../../net/address.js';
import { isLocalhostName } from '../../net/host.js';
import { isLoopback } from '../../net/prefix.js';
import type { ProbePlan } from './plan.js';

/** This machine itself, by name or address. */
export const isThisMachine = (host: string): boolean => isLocalhostName(host) || isLoopback(host);

/** The name that nobody has set up a site for (RFC 6761 reserves .invalid). */
export const MADE_UP = 'no-such-site.invalid';

/** A URL was asked for by a name that another machine could use too. */
export const named = ({ question: { manner, name } }: ProbePlan): boolean =>
  manner !== 'port' && name !== null && !familyOf(name) && !isThisMachine(name);
