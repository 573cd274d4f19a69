import { valueIn } from '../../facts/fact.js';
import type { Question } from '../../net/question.js';
import type { Finding } from '../rule.js';
import { at } from '../serving.js';
import { advice } from '../talk.js';
import type { Lead, LeadFacts } from './lead-types.js';

/** docker-proxy hands connections on to an address that its container had: now no network namespace of this machine has it. */
export function containerGone(
  { namespaces, containers }: Pick<LeadFacts, 'namespaces' | 'containers'>,
  { by, address, port, evidence }: Lead,
  question: Question,
): Finding | undefined {
  if (by !== 'program' || address === null || namespaces.status !== 'known') return undefined;
  // The containers of Docker Desktop and podman machine run in a virtual machine.
  if (valueIn(containers)?.some(each => each.running && each.addresses.includes(address))) return undefined;
  return {
    severity: 'error',
    summary: `Port ${question.port} leads to ${at(address, port)}, an address that no running container of this machine has.`,
    says: `leads to ${address}, which no container has`,
    headline: 'the container that the port leads to is gone',
    outcome: 'no-answer',
    evidence: [
      ...evidence,
      {
        fact: 'namespaces',
        says: `No network namespace with a process in it has the address ${address}`,
        source: namespaces.source,
      },
    ],
    fixes: [
      advice(
        'Start the container again, so that its port leads to the address that it has now',
        '  docker ps -a\n  docker restart NAME\nThe first shows which container publishes the port, and whether it runs.',
        true,
      ),
    ],
  };
}
