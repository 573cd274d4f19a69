import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { type Fact, valueIn } from '../../facts/fact.js';
import type { FactValues } from '../../facts/facts.js';
import { withoutStamp } from '../../facts/logs/line-date.js';
import { portSaid } from '../../facts/logs/port-said.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import { isWrittenBy } from '../../facts/logs/written-by.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Pm2Entry } from '../../facts/units/types.js';
import type { Question } from '../../net/question.js';
import { mereRunners } from '../../programs/family.js';
import { baseName, invocationOf } from '../../programs/invocation.js';
import { lineage } from '../../programs/lineage.js';
import { onlyForwards } from '../../programs/proxies/forwarders.js';
import { quoted } from '../../programs/shell.js';
import { isOverList, lastLoop, loopsIn, runsInLoop } from '../../programs/sources/loops.js';
import { keepsStarting } from '../../programs/supervision/respawn.js';
import { keepsService } from '../../programs/supervision/service-folder.js';
import type { Finding } from '../rule.js';
import { named } from '../serving.js';
import { deathIn } from './death-words.js';
import { isOfAnother } from './log-of-another.js';
import { loopAsleep, PAUSE } from './loop-asleep.js';
import { meantBy } from './meant.js';
import { givenText, shellText } from './shell-text.js';
import { wordAt } from './word-at.js';
import { lastOfWorkers } from './workers-left.js';

/** A process younger than this is a loop seen in its living half, where its log has the deaths of those before it. */
export const YOUNG = 15_000;
/** Restarts, or deaths in a log: fewer tell of no loop. */
export const FEW = 2;

type LoopFacts = { readonly machine: Machine } & {
  readonly [N in 'processes' | 'owners' | 'listeners' | 'subject' | 'logs' | 'configuration' | 'pm2']: Fact<
    FactValues[N]
  >;
};

/** The same end has its own time and pid in each run's words, which a keeper of logs may set there too: "1795384153: Error: …", "[24] 2026/11/22 … [FTL] …". */
const timeless = (line: string | undefined): string | undefined =>
  line && withoutStamp(line).trim().replace(/\d+/g, '0');

/** Node's word for a service that it did not get, which ends it by its version's line only: a server may go on trying. */
const survived = ({ lines }: LogExcerpt, word: string): boolean =>
  /\b(?:ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)\b/.test(word) &&
  !lines.some(line => /^Node\.js v\d/.test(line));

/** How often the log's last death stands in it, and its words. `told`: by the shell's own text, its program is started again. */
function deathsIn(
  log: LogExcerpt,
  told = false,
): { readonly word: string; readonly times: number } | undefined {
  const { lines } = log;
  const word = deathIn(lines)?.trim();
  if (word === undefined || (!told && survived(log, word))) return undefined;
  const same = timeless(word);
  const bare = lines.map(withoutStamp);
  return { word, times: bare.filter((_, at) => timeless(wordAt(bare, at)) === same).length };
}

const isOf = (process: Process, log: LogExcerpt): boolean =>
  isWrittenBy(log, process) || log.because === 'program' || log.because === 'kept';

/** Somebody may be there who starts it again. Where nobody is, its log tells of attempts of its own. */
function isStartedAgain(
  process: Process,
  processes: readonly Process[],
  files: readonly ConfigurationFile[],
): boolean {
  const line = lineage(process, processes);
  const starter = line.slice(1).find((each, at) => {
    const text = givenText(each, files);
    const runsOnce = text !== undefined && !runsInLoop(text, process, line.slice(1, at + 1));
    return !runsOnce && !mereRunners.has(invocationOf(each).name);
  });
  if (!starter) return line.at(-1)!.parent > 1;
  // What has lost its parent is left to the first process, or to systemd in a session.
  return starter.name !== 'systemd' && (starter.pid > 1 || invocationOf(starter).language === 'shell');
}

/** Its workers have died once each: who starts them again would have waited for them, or have others by now. */
const leftDead = (process: Process, processes: readonly Process[], logs: readonly LogExcerpt[]): boolean =>
  processes.some(({ parent, state }) => parent === process.pid && state === 'Z') ||
  logs.some(log => lastOfWorkers(process, log) !== undefined);

/** PM2 counts how often it has started it, and has not done so again: one life may log the same error twice. */
const isCounted = ({ pid }: Process, entries: readonly Pm2Entry[] = []): boolean =>
  entries.some(each => each.pid === pid && each.restarts < FEW);

/**
 * Whatever starts it again (a shell's loop, runsv, a script of somebody's own): the program that was meant has only just
 * begun, or the shell waits in its loop, and the log tells several times of the same end.
 */
export function logLoop(facts: LoopFacts, question: Question): Finding | undefined {
  const processes = valueIn(facts.processes);
  const owners = valueIn(facts.owners);
  const subject = valueIn(facts.subject);
  if (!processes || !owners || !subject) return undefined;
  const meant = meantBy({ processes, owners, subject, listeners: valueIn(facts.listeners) ?? [] }, question);
  return meant && !keepsService(meant.name)
    ? loopOf(meant, processes, facts, question)
    : (keptLoop(facts) ?? loopInLog(facts, question));
}

function loopOf(
  meant: Process,
  processes: readonly Process[],
  facts: LoopFacts,
  question: Question,
): Finding | undefined {
  const files = valueIn(facts.configuration) ?? [];
  const logs = valueIn(facts.logs) ?? [];
  const text = shellText(meant, files) ?? '';
  const loop = lastLoop(text);
  const keeps = keepsStarting(meant, files);
  // Without a loop at its end it waits for something in another one, and what dies are its attempts.
  // A forwarder writes of each connection whose far end it did not reach.
  const mayDie =
    loopsIn(text).length === 0 &&
    facts.machine.now - meant.startedAt < YOUNG &&
    !onlyForwards(meant, question.port, files);
  const isLoop =
    mayDie &&
    isStartedAgain(meant, processes, files) &&
    !leftDead(meant, processes, logs) &&
    !isCounted(meant, valueIn(facts.pm2));
  if (loop === undefined && !keeps && !isLoop) return undefined;
  for (const log of logs) {
    const isWritten = isOf(meant, log) || loop?.includes(baseName(log.path));
    const deaths = isWritten ? deathsIn(log, loop !== undefined) : undefined;
    if (deaths && deaths.times >= FEW && facts.machine.now - log.modifiedAt < 4 * YOUNG)
      return looping(named(meant, processes), log.path, deaths.word.slice(0, 300), deaths.times);
  }
  return loop === undefined ? undefined : loopAsleep(meant, { text, loop }, processes, question.port);
}

/** Between two runs nobody is there, and the log of what runit or the like keeps running tells several times of the same end. Others give up. */
function keptLoop({ logs, machine }: LoopFacts): Finding | undefined {
  for (const log of valueIn(logs) ?? []) {
    // What supervisord or PM2 keeps for somebody who lives tells of requests as well.
    const isFresh = log.because === 'kept' && log.pid === null && machine.now - log.modifiedAt < YOUNG;
    const deaths = isFresh ? deathsIn(log) : undefined;
    if (deaths && deaths.times > FEW)
      return looping('The server', log.path, deaths.word.slice(0, 300), deaths.times);
  }
  return undefined;
}

/** A client that nobody has let in: it may be this very server that it waits for. */
const isTurnedAway = (line: string, port: number): boolean =>
  /ECONNREFUSED|connection ?refused/i.test(line) && [null, port].includes(portSaid(line, true));

/** The script is not known, or it ends with a loop that starts the same again: one over a list starts others, and ends. */
function mayStartAgain(shell: Process, files: readonly ConfigurationFile[]): boolean {
  const text = givenText(shell, files);
  const loop = text === undefined ? undefined : lastLoop(text);
  return text === undefined || (loop !== undefined && !isOverList(loop));
}

/** No word of the port, but the log where the caller stands, to which a shell writes that runs nothing, or what it has just started. */
function loopInLog(facts: LoopFacts, { port }: Question): Finding | undefined {
  const { logs, machine } = facts;
  const all = valueIn(facts.processes) ?? [];
  const files = valueIn(facts.configuration) ?? [];
  const isPassing = ({ command, startedAt }: Process): boolean =>
    PAUSE.test(command.map(baseName).join(' ')) || machine.now - startedAt < YOUNG;
  for (const log of valueIn(logs) ?? []) {
    const shell = all.find(each => isWrittenBy(log, each) && invocationOf(each).language === 'shell');
    const isFresh = log.because === 'caller-directory' && machine.now - log.modifiedAt < 4 * YOUNG;
    if (!shell || !isFresh || isOfAnother(log, port)) continue;
    if (!mayStartAgain(shell, files) || log.lines.some(line => isTurnedAway(line, port))) continue;
    const deaths = deathsIn(log);
    const children = all.filter(({ parent, state }) => parent === shell.pid && state !== 'Z');
    if (deaths && deaths.times >= FEW && children.every(isPassing))
      return looping(named(shell, all), log.path, deaths.word.slice(0, 300), deaths.times);
  }
  return undefined;
}

const looping = (who: string, path: string, word: string, times: number): Finding => ({
  severity: 'error',
  summary: `${who} is started again and again; by its log, each run ends before it can serve: ${word}`,
  says: 'ends and is started again',
  evidence: [{ fact: 'logs', says: `${path} says ${times} times: ${word}`, source: path }],
  fixes: [{ title: 'Mend what its log says', text: `  tail -n 50 ${quoted(path)}`, needsRoot: false }],
  outcome: 'refused',
});
