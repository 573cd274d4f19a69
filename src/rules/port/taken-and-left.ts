import { type Fact, valueIn } from '../../facts/fact.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Question } from '../../net/question.js';
import { recognised } from '../../programs/identify.js';
import type { Evidence, Finding } from '../rule.js';
import { named } from '../serving.js';
import { hoppedFrom } from './hopped.js';
import { outcomeOf, serves } from './keeper-words.js';
import { type NextPorts, onNextPort } from './next-ports.js';
import type { Server } from './relatives.js';

type Seen = NextPorts & { readonly logs: Fact<readonly LogExcerpt[]> };

/** A server that has gone to another port, because this one was taken. */
interface Left {
  readonly who: string;
  readonly port: number;
  readonly evidence: readonly Evidence[];
}

/** The server of the caller's directory, or one that takes this port by custom and has the page, went to another one. */
export function besides(
  facts: Seen,
  { process, holders: [holder = process] }: Server,
  question: Question,
): Finding | undefined {
  const { port } = question;
  const { processes, probes, logs, listeners } = facts;
  // npm only started who has the socket.
  const hopped = hoppedFrom(port, holder, valueIn(logs) ?? [], valueIn(listeners) ?? []);
  const left: Left | undefined = hopped
    ? {
        who: `the server of ${hopped.log.path}`,
        port: hopped.port,
        evidence: [{ fact: 'logs', says: hopped.line, source: hopped.log.path }],
      }
    : byCustom(port, facts);
  if (!left) return undefined;
  const who = named(process, processes);
  return {
    severity: serves(probes, question) ? 'warning' : 'error',
    summary: `${who} holds port ${port}; ${left.who} found it taken, and went to ${left.port} instead.`,
    says: `held by pid ${process.pid}`,
    evidence: [
      { fact: 'sockets', says: `${who} listens on port ${port}`, source: 'sock_diag and /proc/PID/fd' },
      ...left.evidence,
    ],
    fixes: [
      {
        title: `Ask the server on port ${left.port}`,
        text: `  netcheck why ${left.port}\nOr stop ${who}, and start that server again: it takes port ${port} then.`,
        needsRoot: false,
      },
    ],
    outcome: outcomeOf(probes, question),
  };
}

/** Those that look for another port by themselves, by their documentation; others ended, or were told of theirs by a file. */
const goOn: ReadonlySet<string> = new Set(
  (
    'angular astro bun-pages docusaurus gatsby http-server-npm hugo jupyter laravel live-server next nuxt parcel ' +
    'react-scripts serve-npm storybook streamlit symfony tensorboard vite vitepress vue-cli webpack-dev-server wrangler'
  ).split(' '),
);

function byCustom(port: number, facts: Seen): Left | undefined {
  const found = onNextPort(
    each => each.keptFrom === port && goOn.has(recognised(each, [each])?.program.id ?? ''),
    facts,
  );
  return found?.hasPage
    ? { who: named(found.process, facts.processes), port: found.port, evidence: found.evidence }
    : undefined;
}
