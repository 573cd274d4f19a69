import { type Fact, valueIn } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import type { Question } from '../../net/question.js';
import type { Finding } from '../rule.js';
import { advice } from '../talk.js';

const SITES = /^[ \t]*<VirtualHost\s+[^>\n]*>/gim;
/** Apache's: nginx has a semicolon behind its own. */
const LISTEN = /^[ \t]*Listen\s+(?:\S+:)?(\d+)[^;\n]*$/gim;

/** The finding of a port that nobody serves, with the site that Apache's files have for it, where none of them opens the port. */
export function withSite(
  found: Finding,
  configuration: Fact<FactValues['configuration']>,
  { port, protocol }: Question,
): Finding {
  const files = valueIn(configuration) ?? [];
  const opened = files.flatMap(({ text }) => [...text.matchAll(LISTEN)].map(match => Number(match[1])));
  const ofPort = new RegExp(`:${port}(?!\\d)`);
  const site = files.find(({ text }) => text.match(SITES)?.some(line => ofPort.test(line)));
  if (!site || opened.length === 0 || opened.includes(port) || protocol !== 'tcp') return found;
  return {
    ...found,
    summary: `${found.summary} ${site.path} has a site of Apache's for it, and no Listen line opens it: <VirtualHost> alone does not.`,
    evidence: [
      ...found.evidence,
      { fact: 'configuration', says: `a <VirtualHost> for port ${port}`, source: site.path },
      {
        fact: 'configuration',
        says: `Listen names ${[...new Set(opened)].join(' and ')}`,
        source: 'its files',
      },
    ],
    fixes: [
      advice(
        'Let Apache open the port',
        `Listen ${port}, beside the Listen lines that it has (ports.conf on Debian). Then:\n  apachectl configtest && apachectl graceful`,
        true,
      ),
      ...found.fixes,
    ],
  };
}
