import type { NameLookup } from '../../facts/names/types.js';
import type { Evidence, Finding } from '../rule.js';
import { askedServers, heard, type ServerVerdict, verdictsOf } from './lookup.js';

/** From here on a lookup is slow enough to look like a fault, milliseconds. */
const SLOW = 900;

const silence = (server: string, { ms, question, type }: NameLookup['answers'][number]): Evidence => ({
  fact: 'names',
  says: `no answer within ${Math.round(ms)} ms`,
  source: `DNS query to ${server} for ${question}, ${type}`,
});

/** The server that gave the address of a slow lookup: the first one, or one behind those that refuse at once. */
const slowlyAsked = (names: NameLookup): ServerVerdict | undefined =>
  names.ms < SLOW || names.from !== 'dns'
    ? undefined
    : askedServers(names).find(({ says }) => says === 'address');

/** The name was found, but a server that gives one kind of address says nothing at all about the other. */
function halfSilent(names: NameLookup): Finding | undefined {
  const asked = slowlyAsked(names);
  const silent = names.answers.find(
    each =>
      each.server === asked?.server &&
      each.question === asked.answer.question &&
      each.type !== asked.answer.type &&
      each.outcome === 'timeout',
  );
  if (!asked || !silent) return undefined;
  return {
    severity: 'warning',
    summary: `Name server ${asked.server} does not answer for ${silent.type} records of ${names.name}; every client that asks for both families waits for it, for ten seconds and more.`,
    says: `${asked.server} is silent about ${silent.type}`,
    evidence: [heard(asked), silence(asked.server, silent)],
    fixes: [
      {
        title: 'Mend the name server',
        text: `It, or a firewall before it, drops ${silent.type} questions: an empty answer is what clients need. Until then, another server in /etc/resolv.conf helps${silent.type === 'AAAA' ? ', or there "options no-aaaa" (glibc 2.36 and later)' : ''}.`,
        needsRoot: true,
      },
    ],
    outcome: 'ok',
  };
}

/** The name was found, but what a search domain makes of it is asked first, and the server is silent about that. */
function silentSearch(names: NameLookup): Finding | undefined {
  const asked = slowlyAsked(names);
  const found = asked?.answer.question ?? '';
  const silent = names.answers.find(
    ({ server, question, outcome }) =>
      server === asked?.server && outcome === 'timeout' && question.length > found.length,
  );
  const domain = silent?.question.slice(names.name.length + 1);
  if (!asked || !silent || !names.search.includes(domain ?? '')) return undefined;
  return {
    severity: 'warning',
    summary: `Name server ${asked.server} does not answer for ${silent.question}, which is asked before ${found} because of "search ${domain}" (ndots:${names.dots}); every lookup waits for it, for ten seconds and more.`,
    says: `${asked.server} is silent about ${domain}`,
    evidence: [heard(asked), silence(asked.server, silent)],
    fixes: [
      {
        title: 'Ask for the name itself first',
        text: `Type it with a dot at its end (${names.name}.), or take "search ${domain}" or the ndots option out of /etc/resolv.conf. Whoever runs ${asked.server} should let it say no.`,
        needsRoot: true,
      },
    ],
    outcome: 'ok',
  };
}

/** The name was found, but only after a server that comes first was waited for. */
function slowly(names: NameLookup): Finding | undefined {
  const first = askedServers(names)[0];
  if (
    names.ms < SLOW ||
    names.from !== 'dns' ||
    first?.says !== 'silence' ||
    first.answer.outcome !== 'timeout'
  )
    return undefined;
  return {
    severity: 'warning',
    summary: `The first name server, ${first.server}, does not answer; every lookup waits for it before the next one is asked.`,
    says: `${first.server} is silent`,
    evidence: verdictsOf(names).map(heard),
    fixes: [
      {
        title: 'Take the silent server out of /etc/resolv.conf',
        text: `Remove the line "nameserver ${first.server}", or put it last.`,
        needsRoot: true,
      },
    ],
    outcome: 'ok',
  };
}

/** The name was found, and every lookup of it waits for a silence. */
export const slowLookup = (names: NameLookup): Finding | undefined =>
  slowly(names) ?? halfSilent(names) ?? silentSearch(names);
