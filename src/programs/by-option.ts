import { formatEndpoint } from '../net/address.js';
import { optionChange } from './fixes/generic.js';
import type { Candidate, Program, Wanted } from './program.js';
import { recognition, roleByCommand } from './recognise.js';

/** A server whose address is an option of its command line, and which is known by its name and first words. */
export interface OptionServer {
  readonly id: string;
  readonly title: string;
  /** As people call it; the title where it is the same. */
  readonly name?: string;
  /** Base names of its executable, script or module. */
  readonly names: readonly string[];
  /** Words of which its arguments must hold one: 'serve', 'runserver'. */
  readonly command?: readonly string[];
  /** Option names for the address, the preferred one first; a trailing = where the value has to be joined. */
  readonly options: readonly string[];
  /** The value is an address (the default), or 'address:port'. */
  readonly value?: (wanted: Wanted) => string;
  readonly ports: readonly number[];
  readonly address: string | null;
  readonly onHangUp?: string;
  readonly speaks?: 'http' | 'other';
  /** What people should know before they change its address, unless its command has one of these options. */
  readonly warning?: { readonly unless: RegExp; readonly says: (wanted: Wanted) => string };
}

/** An option's value that is address and port together. */
export const asEndpoint = ({ address, port }: Wanted): string => formatEndpoint(address, port);

/** A program that is fully described by its name and its option. */
export function byOption(server: OptionServer): Program {
  const { id, title, names, command, options, value, ports, address, onHangUp, warning } = server;
  const is = ({ invocation }: Candidate): boolean =>
    (names.includes(invocation.name) || names.includes(invocation.module ?? '')) &&
    (!command || invocation.args.some(word => command.includes(word)));
  return {
    id,
    title,
    defaultPorts: ports,
    defaultAddress: address,
    speaks: server.speaks ?? 'http',
    ...(onHangUp === undefined ? {} : { onHangUp }),
    recognise: candidate =>
      is(candidate) ? recognition(server.name ?? title, roleByCommand(candidate)) : undefined,
    listenAt: (_, wanted, candidate) => {
      const changes = optionChange(candidate, options, (value ?? (({ address: to }) => to))(wanted));
      const isWarned = warning && !candidate.invocation.args.some(word => warning.unless.test(word));
      return isWarned ? changes.map(change => ({ ...change, risk: warning.says(wanted) })) : changes;
    },
  };
}
