import { type Fact, valueIn } from '../../facts/fact.js';
import { isMachine, type Namespace } from '../../facts/namespaces/types.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Question } from '../../net/question.js';
import { answerIn, holderIn, lookInto } from '../namespace/inside.js';
import { probeOf } from '../probe.js';
import type { Finding } from '../rule.js';
import { at } from '../serving.js';

/** Asked in a container for the machine that it is on, by an address of that, whose server there is on loopback only. */
export function loopbackOutside(
  {
    namespaces,
    probes,
  }: {
    readonly namespaces: Fact<readonly Namespace[]>;
    readonly probes: Fact<readonly Probe[]>;
  },
  question: Question,
): Finding | undefined {
  const { address, port, protocol, local, vantage } = question;
  if (local || vantage.kind !== 'self' || probeOf(valueIn(probes), question)?.outcome !== 'refused')
    return undefined;
  const machine = valueIn(namespaces)?.find(each => isMachine(each) && each.addresses.includes(address));
  const answer = machine && answerIn(machine, protocol, address, port);
  if (!machine || answer?.kind !== 'loopback') return undefined;
  const who = holderIn(machine, answer.socket);
  const inner = at(answer.socket.local.address, port);
  return {
    severity: 'error',
    summary: `${address} is the machine that this network namespace is on; there ${who} listens on ${inner}, and only programs in the machine's own network reach its loopback.`,
    says: `${answer.socket.local.address} only, on the machine itself`,
    outcome: 'refused',
    evidence: [
      {
        fact: 'namespaces',
        says: `In the machine's own network, ${who} listens on ${inner}`,
        source: lookInto(machine),
      },
    ],
    fixes: [
      {
        title: `Let the server on the machine listen on ${address} too`,
        text: `Containers reach it then, and others do not: --host ${address} (or --bind, -b, listen_addresses, as it calls that). With 0.0.0.0 every machine on its networks does.`,
        needsRoot: false,
      },
    ],
  };
}
