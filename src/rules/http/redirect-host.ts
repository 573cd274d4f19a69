import { valueIn } from '../../facts/fact.js';
import { locationOf } from '../../facts/probes/redirects.js';
import type { Conversation } from '../../facts/probes/types.js';
import type { Question } from '../../net/question.js';
import type { Fix, Step } from '../../programs/fixes/fix.js';
import type { Edit } from '../../programs/program.js';
import { hostPassed, portDropped } from '../../programs/proxies/host-passed.js';
import type { Evidence, Seen } from '../rule.js';
import { advice, hostIn } from '../talk.js';
import { masterAmong, ownersOf, reloadOf } from './owner.js';

/** What a proxy does to the Host header that makes the application redirect to a wrong place. */
export interface Misled {
  /** The end of a sentence: "nginx passes the name on without its port". */
  readonly says: string;
  readonly evidence: Evidence;
  readonly fix: Fix;
}

type Facts = Seen<never, 'configuration' | 'sockets' | 'owners' | 'processes'>;

/** The application behind a proxy makes redirects of the Host that it is handed: one without the port, or its own address. */
export function misled(from: Conversation, facts: Facts, question: Question): Misled | undefined {
  const location = locationOf(from);
  const holders = ownersOf(question, facts.sockets, facts.owners, facts.processes);
  const master = masterAmong(holders);
  const files = valueIn(facts.configuration) ?? [];
  if (!location || !master || files.length === 0) return undefined;
  const name = hostIn(from.name ?? '');
  const passed = { port: from.port, host: name || null, path: from.path ?? '/' };
  const reload = reloadOf(master);
  const fixed = (title: string, edit: Edit | null, text: string): Fix => {
    const steps: readonly Step[] | undefined =
      edit && reload ? [{ do: 'edit', ...edit }, ...reload] : undefined;
    return steps ? { title, steps, needsRoot: master.uid === 0 } : advice(title, text, master.uid === 0);
  };
  const sameName = location.hostname.replace(/^\[|\]$/g, '') === name;
  if (sameName && location.port === '') {
    const dropped = portDropped(files, master.name, passed);
    return (
      dropped && {
        says: `${master.name} passes the name on without its port`,
        evidence: { fact: 'configuration', says: dropped.text, source: dropped.place },
        fix: fixed(
          'Pass the port on with the name: proxy_set_header Host $http_host',
          dropped.edit,
          `At ${dropped.place}: proxy_set_header Host $http_host; then reload it.`,
        ),
      }
    );
  }
  const replaced = sameName ? undefined : hostPassed(files, master.name, passed);
  if (!replaced || replaced.host === '' || !isMadeOf(location, replaced.host)) return undefined;
  const setting = replaced.setting.replace('$host', '$http_host');
  const edit = replaced.edit && {
    ...replaced.edit,
    replace: replaced.edit.replace.replace('$host', () => '$http_host'),
  };
  return {
    says: `${master.name} passes on ${replaced.host} as the name, in place of the one that was asked for`,
    evidence: {
      fact: 'configuration',
      says: `The application is told Host: ${replaced.host}`,
      source: replaced.place,
    },
    fix: fixed(
      `Pass the client's own Host on: ${setting}`,
      edit,
      `At ${replaced.place}: ${setting} then reload it.`,
    ),
  };
}

/** The redirect is to the very host that the application was told. */
const isMadeOf = ({ host, hostname }: URL, told: string): boolean => told === host || told === hostname;
