import type { Fact } from '../../facts/fact.js';
import type { FirewallRules } from '../../facts/firewall/types.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Limits } from '../../facts/limits/types.js';
import type { Container, Namespace } from '../../facts/namespaces/types.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Routing } from '../../facts/routes/types.js';
import type { Owners, Socket } from '../../facts/sockets/types.js';
import type { Evidence } from '../rule.js';

/** The facts that a lead into another namespace is found in. */
export interface LeadFacts {
  readonly sockets: readonly Socket[];
  readonly interfaces: readonly Interface[];
  readonly firewall: Fact<FirewallRules>;
  readonly routes: Fact<Routing>;
  readonly limits: Fact<Limits>;
  readonly listeners?: Fact<readonly Socket[]>;
  readonly owners: Fact<Owners>;
  readonly processes: Fact<readonly Process[]>;
  readonly namespaces: Fact<readonly Namespace[]>;
  readonly containers: Fact<readonly Container[]>;
  readonly probes: Fact<readonly Probe[]>;
}

/** Where a question's connection ends up when that is not a socket of this namespace. */
export interface Lead {
  /** How it gets there: a rewriting rule, a program that forwards, or the address itself. */
  readonly by: 'rule' | 'program' | 'address';
  /** Null where only the engine knows the container's address. */
  readonly address: string | null;
  readonly port: number;
  /** The namespace behind it; undefined where no process of it was seen. */
  readonly space: Namespace | undefined;
  readonly evidence: readonly Evidence[];
}
