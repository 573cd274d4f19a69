import { type Fact, valueIn } from '../../facts/fact.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Owners, Socket } from '../../facts/sockets/types.js';
import type { Evidence } from '../rule.js';
import { at, holdersOf, named } from '../serving.js';
import { statusOf, told } from '../talk.js';

/** What it takes to find who went on to one of the next ports. */
export interface NextPorts {
  readonly processes: readonly Process[];
  readonly owners: Owners;
  readonly probes: readonly Probe[];
  readonly listeners: Fact<readonly Socket[]>;
}

/** Who went on, and where to. */
interface WentOn {
  readonly process: Process;
  readonly port: number;
  /** It has the page that was asked for. */
  readonly hasPage: boolean;
  readonly evidence: readonly Evidence[];
}

/** The process that `is` tells, on the port that it went on to. */
export function onNextPort(
  is: (process: Process) => boolean,
  { processes, owners, listeners, probes }: NextPorts,
): WentOn | undefined {
  for (const socket of valueIn(listeners) ?? []) {
    const process = holdersOf(socket, owners, processes).find(is);
    if (!process) continue;
    const { address, port } = socket.local;
    const proof = probes.find(each => each.because && each.port === port)?.conversations[0];
    const answer = proof?.http && proof.http.status < 400 ? proof.http : undefined;
    const says = `${named(process, processes)} listens on ${at(address, port)}`;
    return {
      process,
      port,
      hasPage: answer !== undefined,
      evidence: [
        { fact: 'listeners', says, source: 'sock_diag and /proc/PID' },
        ...(proof && answer ? [told(proof, `${statusOf(answer)} there`)] : []),
      ],
    };
  }
  return undefined;
}
