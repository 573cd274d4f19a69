import { type Fact, valueIn } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import type { Question } from '../../net/question.js';
import { quoted } from '../../programs/shell.js';
import { servicesIn } from '../../programs/supervision/unit-files.js';
import type { Finding } from '../rule.js';

/**
 * The finding of a port that nobody serves, with the service whose file names it, where systemd could not be asked what
 * became of that: it does not serve, which is certain, and why only systemd knows.
 */
export function withWritten(
  found: Finding,
  {
    units,
    configuration,
  }: { readonly units: Fact<unknown>; readonly configuration: Fact<FactValues['configuration']> },
  question: Question,
): Finding {
  if (units.status !== 'unknown') return found;
  const [service, ...others] = servicesIn(valueIn(configuration) ?? [], question.port);
  if (!service || others.length > 0 || question.protocol !== 'tcp') return found;
  const { name, file, command } = service;
  return {
    ...found,
    summary: `${found.summary} ${name} is to serve it, by its file; what became of it systemd tells root alone here.`,
    evidence: [...found.evidence, { fact: 'configuration', says: `${name} runs ${command}`, source: file }],
    fixes: [
      {
        title: `Look at what became of ${name}`,
        text: `  sudo systemctl status ${quoted(name)}\nThe reason, by name:\n  sudo netcheck why ${quoted(question.target.input)}`,
        needsRoot: true,
      },
      ...found.fixes,
    ],
  };
}
