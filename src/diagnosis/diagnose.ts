import { type CauseCode, layerOf } from '../causes.js';
import { valueIn } from '../facts/fact.js';
import type { Facts } from '../facts/facts.js';
import { serves } from '../facts/sockets/cover.js';
import type { Question } from '../net/question.js';
import type { Target } from '../net/target.js';
import { goalOf, isAboutListener, isBesideServer, ledApart } from '../rules/firewall/sent-on.js';
import type { Rule } from '../rules/rule.js';
import { explainAcross } from './across.js';
import { byProxy } from './by-proxy.js';
import { causesOf, toldOf } from './causes.js';
import { judge } from './judge.js';
import { foundWhereLed } from './led.js';
import { leftOpen } from './left-open.js';
import { foundElsewhere } from './moved.js';
import { ownAttempts, untoldByAttempt, withOwnRule } from './own-rule.js';
import { listenersOf, processOf } from './owners.js';
import { pathOf } from './path.js';
import { othersConnections } from './seen.js';
import { type Settled, settle } from './settle.js';
import { summaryOf } from './summary.js';
import type { Diagnosis, Judgement } from './types.js';
import { type Client, clientsOf, isPlaceless, verdictOf } from './verdict.js';

/** What the facts mean for the person who asked. Pure: the same facts give the same diagnosis. */
export function diagnose(
  target: Target,
  all: readonly Question[],
  facts: Facts,
  rules: readonly Rule[],
): Diagnosis {
  const goals = new Map(all.map(question => [question, goalOf(facts, question)]));
  const questions = all.filter(question => !isBesideServer(question, facts, goals));
  const sentOn = new Set(questions.filter(question => goals.get(question)));
  const asked = judge(rules, facts, questions);
  const judged = asked.filter(
    each =>
      !(sentOn.has(each.question) && isAboutListener(each.code)) ||
      (layerOf(each.code) === 'bind' && leadsNowhere(asked, goals, each.question)),
  );
  const judgements = leftOpen(
    [...judged, ...foundElsewhere(rules, facts, judged), ...foundWhereLed(rules, facts, goals)],
    facts,
    questions,
  );
  const probes = valueIn(facts.probes) ?? [];
  const sockets = valueIn(facts.sockets) ?? [];
  const connections = othersConnections(facts);
  const settleAll = (asked: readonly Question[], said: readonly Judgement[], untold: ReadonlySet<Question>) =>
    asked.map(question =>
      settle(
        question,
        said.filter(each => each.question === question),
        probes,
        connections,
        untold.has(question),
      ),
    );
  const apart = ledApart(facts, goals);
  const own = ownAttempts(questions, probes);
  const attempts = settleAll(own, judge(rules, facts, own), apart);
  const untold = untoldByAttempt([...settleAll(questions, judgements, apart), ...attempts], sockets, sentOn);
  const settled = explainAcross(
    settleAll(questions, judgements, new Set([...apart, ...untold])).map(each =>
      withOwnRule(byProxy(each, facts), attempts),
    ),
  );
  const clients = clientsOf(settled);
  // A port that a rule sends on is served elsewhere.
  const unserved =
    sentOn.size === 0 &&
    facts.sockets.status !== 'unknown' &&
    !sockets.some(socket => questions.some(({ protocol }) => serves(socket, protocol)));
  const absent = unserved || (target.kind === 'program' && clients.every(isTakenFromIt));
  const causes = causesOf(clients, target, absent);
  const verdict = verdictOf(clients);
  const named = new Set(causes.map(each => each.code));
  const unchecked = new Set(codesOf(judgements, 'unchecked'));
  const explained = settled.flatMap(each => each.explained).filter(each => !named.has(each.code));
  // Ruled out of one address is not what is there at another.
  const there = new Set<CauseCode>([...named, ...unchecked, ...explained.map(each => each.code)]);
  const { otherPorts = [] } = valueIn(facts.subject) ?? {};
  const { pid: _pid, socketPath: _path, program: _program, origin: _origin, ...shown } = target;
  return {
    schema: 'netcheck.diagnosis/1',
    target: { ...shown, port: shown.port ?? valueIn(facts.subject)?.port ?? null },
    from: [...new Set(clients.map(each => each.label))],
    verdict,
    summary: summaryOf(target, facts, verdict, clients, causes),
    path: pathOf(target, causes, clients, judgements, probes),
    reach: settled.map(each => each.reach),
    causes,
    explainedAway: unique(toldOf(explained, named), each => `${each.code} ${each.by}`),
    ruledOut: isPlaceless(target, clients)
      ? []
      : codesOf(judgements, 'ruled-out').filter(code => !there.has(code)),
    unchecked: uncheckedOf(judgements, named, settled),
    broken: unique(
      judgements.flatMap(({ code, result }) =>
        result.kind === 'unchecked' && result.error !== undefined ? [{ code, error: result.error }] : [],
      ),
      each => each.code,
    ),
    listeners: listenersOf(facts),
    process: processOf(facts, settled),
    ...(otherPorts.length > 0 && { otherPorts }),
  };
}

/**
 * The rule that sends a question on is what has to go, for nobody is where it leads: then who listens on the question's
 * own port is the next thing. Where the kernel stops what arrives there, or only some of it finds nobody, the rule may be
 * made to work instead.
 */
const leadsNowhere = (
  all: readonly Judgement[],
  goals: ReadonlyMap<Question, ReturnType<typeof goalOf>>,
  question: Question,
): boolean =>
  goals.get(question)?.stopped === false &&
  all.some(
    ({ code, question: each, result }) =>
      code === 'firewall/redirected' &&
      each === question &&
      result.kind === 'found' &&
      result.finding.outcome === 'refused',
  );

/** Another program has the port of the one that was asked about by its name: it serves nobody, whoever comes. */
const isTakenFromIt = ({ settled }: Client): boolean =>
  settled.some(({ found }) =>
    found.some(({ code, finding }) => code === 'port/taken' && finding.severity === 'error'),
  );

const unique = <T>(list: readonly T[], key: (each: T) => string): T[] => [
  ...new Map(list.map(each => [key(each), each])).values(),
];

const codesOf = (judgements: readonly Judgement[], kind: Judgement['result']['kind']): CauseCode[] =>
  unique(
    judgements.filter(each => each.result.kind === kind).map(each => each.code),
    code => code,
  );

/** What is named needs no look any more, but where that it could not be looked at leaves a question open. */
function uncheckedOf(
  judgements: readonly Judgement[],
  named: ReadonlySet<CauseCode>,
  settled: readonly Settled[],
): Diagnosis['unchecked'] {
  const isOpen = ({ question, gate }: Judgement) =>
    gate && settled.some(each => each.question === question && each.reach.outcome === 'unknown');
  return unique(
    judgements.flatMap(each =>
      each.result.kind === 'unchecked' && (!named.has(each.code) || isOpen(each))
        ? [{ code: each.code, lacks: each.result.lacks }]
        : [],
    ),
    each => each.code,
  );
}
