import { socketCalls } from './netlink/library.js';

/** What a descriptor is waited for (poll(2)): bytes or the end, or room to send and the end of connect(2). */
export const [POLLIN, POLLOUT] = [1, 4];

interface Waiting {
  readonly descriptor: number;
  readonly events: number;
  readonly until: number;
  readonly resolve: (ready: boolean) => void;
}

const waiting = new Set<Waiting>();

/**
 * Node has no way to wait for a descriptor but its own streams. So all of ours are polled together, between the turns of
 * Node's own loop, each time for no longer than it may do without a look at its own: 1 ms, 4 where nothing happens for
 * long. What we wait for wakes us at once.
 */
const SHORT = 1;
const LONG = 4;
const PATIENCE = 50;
let idle = 0;

/** struct pollfd: the descriptor, the events asked for, those that came. */
const ENTRY = 8;

function pollOnce(all: readonly Waiting[]): void {
  const entries = Buffer.alloc(ENTRY * all.length);
  all.forEach(({ descriptor, events }, index) => {
    entries.writeInt32LE(descriptor, ENTRY * index);
    entries.writeInt16LE(events, ENTRY * index + 4);
  });
  const found = socketCalls()?.poll(entries, all.length, idle > PATIENCE ? LONG : SHORT) ?? 0;
  idle = found > 0 ? 0 : idle + 1;
  const now = performance.now();
  all.forEach((each, index) => {
    const ready = found > 0 && entries.readInt16LE(ENTRY * index + 6) !== 0;
    if (!ready && now < each.until) return;
    waiting.delete(each);
    each.resolve(ready);
  });
}

function turn(): void {
  pollOnce([...waiting]);
  if (waiting.size > 0) setImmediate(turn);
}

/** Waits until a descriptor is ready, or `until` (performance.now() time) is over: whether it is. */
export function whenReady(descriptor: number, events: number, until: number): Promise<boolean> {
  return new Promise(resolve => {
    if (waiting.size === 0) {
      idle = 0;
      setImmediate(turn);
    }
    waiting.add({ descriptor, events, until, resolve });
  });
}
