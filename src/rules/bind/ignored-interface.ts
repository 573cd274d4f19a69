import { valueIn } from '../../facts/fact.js';
import type { Question } from '../../net/question.js';
import { editMatch } from '../../programs/fixes/edit.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { fixBy } from '../../programs/fixes/ways.js';
import { recognised } from '../../programs/identify.js';
import type { Situation } from '../../programs/program.js';
import { ignoredBy } from '../../programs/servers/dnsmasq-interfaces.js';
import type { Finding } from '../rule.js';
import { at, holdersOf, takersOf } from '../serving.js';
import { type AddressFacts, holderWords, situationFor } from './address.js';

/** dnsmasq has bound every address, and leaves unanswered what comes in by the interface of this question's client. */
export function ignoredInterface(facts: AddressFacts, question: Question): Finding | undefined {
  const { kind, input } = question.vantage;
  if (kind === 'self' || input === null || !question.local) return undefined;
  const socket = takersOf(facts.sockets, question)[0];
  const processes = valueIn(facts.processes) ?? [];
  const holder = socket && holdersOf(socket, facts.owners, processes)[0];
  const found = holder && recognised(holder, processes);
  if (!socket || found?.program.id !== 'dnsmasq') return undefined;
  const files = valueIn(facts.configuration) ?? [];
  const by = ignoredBy(files, found.candidate.invocation.args, input, question.address);
  if (!by) return undefined;
  const situation = situationFor(facts, socket);
  return {
    severity: 'error',
    summary: `${holderWords(facts, socket)} has ${at(socket.local.address, socket.local.port)}, and leaves unanswered what comes in by ${input}: ${by.text}${by.file === null ? '' : ` in ${by.file}`}.`,
    says: `not for ${input}`,
    headline: `the server answers on other interfaces only`,
    evidence: [{ fact: 'configuration', says: by.text, source: by.file ?? `/proc/${holder?.pid}/cmdline` }],
    fixes: [(situation && alsoFor(situation, input, by.text)) ?? inWords(input)],
    outcome: 'no-answer',
  };
}

/** A second interface= line behind the first. */
function alsoFor(situation: Situation, input: string, text: string): Fix | undefined {
  if (!text.startsWith('interface=')) return undefined;
  const edits = situation.configuration.flatMap(
    file =>
      editMatch(file, /^[ \t]*interface[ \t]*=[ \t]*\S+/m, ([line]) => `${line}\ninterface=${input}`) ?? [],
  );
  return edits.length === 0
    ? undefined
    : fixBy(situation, { title: `Let dnsmasq answer on ${input} too`, edits: edits.slice(0, 1) });
}

const inWords = (input: string): Fix => ({
  title: `Let dnsmasq answer on ${input} too`,
  text: `interface=${input} beside the other interface= lines (or --interface=${input}), no except-interface=${input}; then restart it.`,
  needsRoot: true,
});
