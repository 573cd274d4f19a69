import { valueIn } from '../../facts/fact.js';
import type { Namespace } from '../../facts/namespaces/types.js';
import type { Question } from '../../net/question.js';
import { letGoOn } from '../../programs/fixes/stop.js';
import { listenersIn, nameOf } from '../namespace/inside.js';
import { leadOf } from '../namespace/lead.js';
import type { LeadFacts } from '../namespace/lead-types.js';
import type { Finding } from '../rule.js';
import { thaw } from './thawing.js';

/** Where the port leads into another network namespace, and whoever listens there is stopped. */
export function stoppedInside(facts: LeadFacts, question: Question, needsRoot: boolean): Finding | undefined {
  const lead = leadOf(facts, question);
  if (!lead?.space) return undefined;
  const { space, port } = lead;
  const inodes = listenersIn(space, question.protocol)
    .filter(each => each.local.port === port)
    .map(each => each.inode);
  const holder = space.holders.find(each => inodes.includes(each.inode));
  const where = nameOf(space, valueIn(facts.containers));
  if (space.freezers?.length && inodes.length > 0) return frozenInside(space, `port ${port} in ${where}`);
  if (holder?.state !== 'T') return undefined;
  const { name, pid } = holder;
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

/** Everything in the namespace is frozen with its control group; whose container it is may take root to ask. */
function frozenInside({ freezers = [], container }: Namespace, place: string): Finding {
  const [file = ''] = freezers;
  return {
    severity: 'error',
    summary: `What listens on ${place} is frozen with its control group, as docker pause does it: the kernel takes connections for it, and nothing answers them.`,
    says: 'frozen',
    evidence: [{ fact: 'namespaces', says: 'its control group is frozen', source: file }],
    fixes: container
      ? [
          {
            title: 'Let the container go on',
            text: `  sudo docker unpause ${container.slice(0, 12)}\nPodman: podman unpause, as the user whose container it is.`,
            needsRoot: true,
          },
        ]
      : [{ title: 'Let it go on', steps: thaw(freezers), needsRoot: true }],
    outcome: 'no-answer',
  };
}
