import { type Fact, valueIn } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import { comesFromElsewhere, keptOutBy } from '../../programs/admission.js';
import { identify } from '../../programs/identify.js';
import { ownersOf } from '../http/owner.js';
import type { Question } from '../question.js';
import type { Finding } from '../rule.js';
import { advice, clientsOf, finding } from '../talk.js';

type Used = { readonly [K in 'configuration' | 'sockets' | 'owners' | 'processes']: Fact<FactValues[K]> };

/** A server here that keeps clients from elsewhere out by their address, as its configuration says: no probe from here shows it. */
export function keptOut(facts: Used, question: Question): Finding | undefined {
  const { source, kind, network } = question.vantage;
  if (kind === 'self' || source === null || !comesFromElsewhere(source)) return undefined;
  const owner = ownersOf(question, facts.sockets, facts.owners, facts.processes)[0];
  if (!owner) return undefined;
  const { program } = identify(owner, valueIn(facts.processes) ?? []);
  const coming = { client: source, near: kind === 'lan', port: question.port };
  const by = keptOutBy(program, valueIn(facts.configuration) ?? [], coming);
  if (!by) return undefined;
  const found = finding(
    'error',
    `${program} listens, and turns away clients from ${clientsOf(question)}: ${by.text === null ? `${by.file} has no ${by.setting} for them, and without one it serves this machine only` : `${by.file} has ${by.text}`}.`,
    `${by.setting} keeps this client out`,
    [
      {
        fact: 'configuration',
        says: by.text === null ? `No ${by.setting} fits ${source}` : `${by.text} does not let ${source} in`,
        source: by.file,
      },
    ],
    {
      fixes: [advice(`Let clients from ${network ?? source} in`, by.letIn(network ?? source), true)],
      outcome: 'no-answer',
    },
  );
  return found;
}
