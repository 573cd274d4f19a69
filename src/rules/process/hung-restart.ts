import type { Process } from '../../facts/processes/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { recognised } from '../../programs/identify.js';
import { lookInto, waitsOften } from './hung-words.js';

/** Servers whose event loop stands still while one coroutine computes, or sleeps without awaiting. */
const ofCoroutines: ReadonlySet<string> = new Set(['uvicorn', 'fastapi', 'hypercorn', 'daphne', 'sanic']);

/** What keeps connections unaccepted in each kind of program: a known one lacks no loop that accepts. */
const oftenMissed = {
  own: ['A program of your own has to call accept() for every client: after listen() alone they wait.'],
  coroutines: [
    'In an async def, time.sleep() or requests.get() keeps all clients waiting: await asyncio.sleep() or httpx, or write def, which runs in a thread of its own.',
  ],
  known: [],
} as const;

/** A reloader's child, or a worker, bears the name of what made it. */
export function kindOf(first: Process, processes: readonly Process[]): keyof typeof oftenMissed {
  const family = processes.filter(({ pid }) => pid === first.pid || pid === first.parent);
  if (family.some(each => ofCoroutines.has(recognised(each, processes)?.program.id ?? '')))
    return 'coroutines';
  return recognised(first, processes) ? 'known' : 'own';
}

/** For one that takes clients, or lets them wait (`kind`). */
export const restart = (first: Process, kind: keyof typeof oftenMissed = 'known'): Fix => ({
  title: 'See what it waits for, then restart it',
  text: `${lookInto(first, 'strace')}\n${[
    ...waitsOften(first),
    ...oftenMissed[kind],
    'A single worker that one slow or idle client can hold wants more workers or threads, and timeouts.',
  ].join(' ')}`,
  needsRoot: false,
});

/** It has no connections that could hold it: whatever it does keeps it from its next recvfrom(2). */
export const restartDatagrams = (first: Process): Fix => ({
  title: 'See what it waits for, then restart it',
  text: `${lookInto(first, 'strace')}\nA server of datagrams has to call recvfrom() again and again: what it does with one datagram keeps all others waiting, and once its buffer is full the kernel drops them.`,
  needsRoot: false,
});
