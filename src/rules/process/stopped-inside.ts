import { valueIn } from '../../facts/fact.js';
import type { Question } from '../../net/question.js';
import { letGoOn } from '../../programs/stop.js';
import { listenersIn, nameOf } from '../namespace/inside.js';
import { type LeadFacts, leadOf } from '../namespace/lead.js';
import type { Finding } from '../rule.js';

/** Where the port leads into another network namespace, and whoever listens there is stopped. */
export function stoppedInside(facts: LeadFacts, question: Question, needsRoot: boolean): Finding | undefined {
  const lead = leadOf(facts, question);
  if (!lead?.space) return undefined;
  const { space, port } = lead;
  const inodes = listenersIn(space, question.protocol)
    .filter(each => each.local.port === port)
    .map(each => each.inode);
  const holder = space.holders.find(each => inodes.includes(each.inode));
  if (holder?.state !== 'T') return undefined;
  const { name, pid } = holder;
  const where = nameOf(space, valueIn(facts.containers));
  return {
    severity: 'error',
    summary: `${name} (pid ${pid}), which listens on port ${port} in ${where}, is stopped: the kernel takes connections for it, and nothing answers them.`,
    says: 'stopped',
    evidence: [
      { fact: 'namespaces', says: `pid ${pid} is in state T (stopped)`, source: `/proc/${pid}/stat` },
    ],
    fixes: [letGoOn([pid], needsRoot)],
    outcome: 'no-answer',
  };
}
