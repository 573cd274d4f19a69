import type { Probe } from '../../facts/probes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Unit } from '../../facts/units/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { restartOf } from '../../programs/supervision/systemctl.js';
import type { Outcome } from '../rule.js';
import { isAnswer } from '../silence.js';
import { answerOf, talkOf } from '../talk.js';
import type { Keeper } from './keeper.js';

/** What becomes of the server that was meant: it was seen to fail, or would. */
export const failing = (seen: readonly unknown[]): string =>
  seen.some(each => each !== undefined)
    ? 'could not have it (address already in use)'
    : 'does not run, and could not have it';

/** Whoever holds the port answers, though not as asked. */
export function outcomeOf(probes: readonly Probe[], question: Question): Outcome {
  const answers = talkOf(probes, question)?.probe.conversations.some(isAnswer);
  return answers ? 'http-error' : 'no-answer';
}

/** Whoever holds the port gives what was asked for: of a URL a good answer, of a port any. */
export function serves(probes: readonly Probe[], question: Question): boolean {
  const talk = talkOf(probes, question);
  if (!talk) return false;
  if (!talk.url) return talk.probe.conversations.some(isAnswer);
  const answer = answerOf(talk);
  return answer !== null && answer.status < 400;
}

/** It serves, or is where packets of UDP come to: most servers there are silent to strangers. */
export const maySatisfy = (
  probes: readonly Probe[],
  question: Question,
  taking: readonly Socket[],
): boolean => serves(probes, question) || (question.protocol === 'udp' && taking.length > 0);

/** Without systemd-resolved this machine would know no names: only the stub that it has on port 53 is to go (resolved.conf(5)). */
const withoutStub: Fix = {
  title: "Switch off systemd-resolved's own name server, then start the server that was meant",
  text: `  mkdir -p /etc/systemd/resolved.conf.d
  printf '[Resolve]\\nDNSStubListener=no\\n' >/etc/systemd/resolved.conf.d/no-stub.conf
  ln -sf /run/systemd/resolve/resolv.conf /etc/resolv.conf
  systemctl restart systemd-resolved
Or let that server listen on this machine's address on the network alone, and not on 0.0.0.0.`,
  needsRoot: true,
};

/** How the server that was meant takes the holder's place; the way to start it is known of a unit only. */
export function instead(
  keeper: Keeper,
  who: string,
  failed: Unit | undefined,
  start: string | undefined,
): Fix {
  if (keeper.isStub) return withoutStub;
  const title = `Stop ${keeper.name ?? who}, then start the server that was meant`;
  const risk = 'What it serves ends with it.';
  const { needsRoot } = keeper;
  const command = failed ? restartOf(failed) : start;
  if (!command)
    return { title, text: `${keeper.line}, then start the server as you did before.`, risk, needsRoot };
  return {
    title,
    steps: [...keeper.stop, { do: 'run', command }],
    risk,
    needsRoot: needsRoot || failed?.scope === 'system',
  };
}
