import type { ConfigurationFile } from './configuration/types.js';
import type { Fact } from './fact.js';
import type { FirewallRules } from './firewall/types.js';
import type { Interface } from './interfaces/types.js';
import type { Limits } from './limits/types.js';
import type { LogExcerpt } from './logs/types.js';
import type { Machine } from './machine/types.js';
import type { NameLookup } from './names/types.js';
import type { Container, Namespace } from './namespaces/types.js';
import type { Probe } from './probes/types.js';
import type { Process } from './processes/types.js';
import type { ProxyVariables } from './proxies/types.js';
import type { Routing } from './routes/types.js';
import type { Selinux } from './selinux/types.js';
import type { Outgoing, Owners, Socket, UnixListener } from './sockets/types.js';
import type { Subject } from './subject/types.js';
import type { Pm2Entry, Unit } from './units/types.js';
import type { Passing } from './upstreams/types.js';

/** Every fact by its name, without its status. */
export interface FactValues {
  machine: Machine;
  subject: Subject;
  interfaces: readonly Interface[];
  routes: Routing;
  firewall: FirewallRules;
  /** Every socket of this namespace whose local port is the target's: listening, bound, connected, closing. */
  sockets: readonly Socket[];
  /** All listeners of this namespace, whatever their port; read where nobody listens on the target's port. */
  listeners: readonly Socket[];
  /** Listeners of the port whose queue was not empty, looked at again after the probes. */
  resampled: readonly Socket[];
  unixListeners: readonly UnixListener[];
  /** Connections to others by whoever should serve the port and does not, or is late. */
  outgoing: readonly Outgoing[];
  owners: Owners;
  /** The owners of the sockets above with their kin, and the processes that look like the one that was meant. */
  processes: readonly Process[];
  namespaces: readonly Namespace[];
  containers: readonly Container[];
  limits: Limits;
  names: NameLookup;
  proxies: ProxyVariables;
  probes: readonly Probe[];
  logs: readonly LogExcerpt[];
  /** What SELinux refused; looked at where nobody serves the port. */
  selinux: Selinux;
  units: readonly Unit[];
  pm2: readonly Pm2Entry[];
  configuration: readonly ConfigurationFile[];
  /** The way on from a proxy that answered with a gateway's failure. */
  upstreams: Passing;
}

/** A fact by its name, as rules ask for it. */
export type FactName = keyof FactValues;

/** What is true on this machine, as far as it could be seen: plain data, saved and replayed as it is. */
export type Facts = { readonly [N in FactName]: Fact<FactValues[N]> };
