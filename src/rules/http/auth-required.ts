import { valueIn } from '../../facts/fact.js';
import { urlOf } from '../../facts/probes/redirects.js';
import type { Question } from '../../net/question.js';
import { quoted } from '../../programs/shell.js';
import { defineRule, type Finding } from '../rule.js';
import { advice, clientsOf, finding, statusOf, strictly, talkOf, told } from '../talk.js';
import { byAddress, placeIn, ruleFor, type Seen } from './by-address.js';
import { askAsPage } from './by-origin.js';
import { answered } from './status.js';

/** Settings by which some clients need a password, and others none. */
const ACCOUNTS =
  /\bsatisfy\s+any\b|\bauth_basic\s+"?\$|\bRequire\s+(?:valid-user|user|group)\b|\brequest\s+auth\b|\bbasic_?auth\b/i;

/** A site that lets some addresses in without a password (satisfy any) wants one of the others. */
function forOthers(facts: Seen, question: Question): Finding | 'free' | undefined {
  if (!valueIn(facts.configuration)?.some(({ text }) => ACCOUNTS.test(text))) return undefined;
  const found = byAddress(facts, question);
  if (!found || found.talk.end.credentials) return undefined;
  const { talk, said } = found;
  const own = found.here();
  const isKeptOut = own?.admitted === false;
  if (said.admitted) return isKeptOut && own.password && talk.end.http?.status === 401 ? 'free' : undefined;
  if (!said.password || isKeptOut) return undefined;
  const where = placeIn(said);
  return finding(
    strictly(talk, 'error', 'note'),
    `The server answers, and wants credentials of clients from ${clientsOf(question)}: only some addresses come in without, and ${said.text} (${where}) decides for these.`,
    `401 for ${question.vantage.source}`,
    [
      {
        fact: 'configuration',
        says: `${said.text} decides for ${question.vantage.source}, and leaves the password`,
        source: where,
      },
    ],
    {
      fixes: [
        advice(
          'Send credentials, or let the network in without',
          `netcheck why http://NAME:PASSWORD@HOST:PORT/PATH asks with a password. Or, at ${where}: add the network to the addresses that come in without (nginx: allow NETWORK; before it, or a line of the geo that it goes by), then reload the server.`,
          true,
        ),
      ],
      outcome: talk.url ? 'http-error' : 'ok',
    },
  );
}

/** Where to bring a password for HTTP's Basic scheme. */
const asUser = (url: string): string => `  curl -u NAME:PASSWORD ${url}`;

/** The server turned this machine away by its address, and wants a password of whoever gets past that. */
function besidesAddress(facts: Seen, question: Question): Finding | undefined {
  const talk = talkOf(facts.probes, question);
  if (!talk?.url || talk.end.http?.status !== 403 || talk.end.credentials) return undefined;
  const own = ruleFor(facts, question, talk, talk.probe.address);
  const { kind, source } = question.vantage;
  const said = kind === 'self' || source === null ? own : ruleFor(facts, question, talk, source);
  if (!said?.besides || own?.admitted !== false) return undefined;
  const where = placeIn(said.besides);
  return finding(
    'error',
    `Clients that the server lets in by their address need a password too: ${said.besides.text} (${where}).`,
    'wants a password',
    [{ fact: 'configuration', says: `${said.besides.text}, and no satisfy any`, source: where }],
    { fixes: [advice('Send credentials', asUser(quoted(urlOf(talk.end))))], outcome: 'http-error' },
  );
}

/** 401 with its challenge, or a proxy's 407. */
export const rule = defineRule({
  code: 'http/auth-required',
  needs: ['probes'],
  mayUse: ['configuration', 'sockets', 'owners', 'processes'],
  check(facts, question) {
    const { probes } = facts;
    const others = forOthers(facts, question);
    if (others) return others === 'free' ? undefined : others;
    const found = answered(probes, question, status => status === 401 || status === 407);
    if (!found) return besidesAddress(facts, question);
    const { talk, answer } = found;
    const challenge = answer.headers[answer.status === 401 ? 'www-authenticate' : 'proxy-authenticate'];
    const scheme = challenge?.split(/[ ,]/, 1)[0];
    const url = quoted(urlOf(talk.end));
    const how = /^basic$/i.test(scheme ?? '')
      ? asUser(url)
      : /^bearer$/i.test(scheme ?? '')
        ? `  curl -H 'Authorization: Bearer TOKEN' ${url}`
        : 'Log in first, or send what the server asks for.';
    return finding(
      strictly(talk, 'error', 'note'),
      talk.end.credentials
        ? `The server answers, and does not accept the user name and password of the URL${scheme ? ` (it wants ${scheme})` : ''}: ${statusOf(answer)}.`
        : `The server answers, and wants credentials${scheme ? ` (${scheme})` : ''}: ${statusOf(answer)}.`,
      `${answer.status}`,
      [told(talk.end, `${statusOf(answer)}${challenge ? `, with the challenge ${challenge}` : ''}`)],
      {
        fixes: [...(challenge === undefined ? askAsPage(talk) : []), advice('Send credentials', how)],
        outcome: talk.url ? 'http-error' : 'ok',
      },
    );
  },
});
