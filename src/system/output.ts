import { closeSync, fstatSync, readlinkSync, statSync, writeSync } from 'node:fs';
import { UsageError } from '../net/usage-error.js';

/** Standard output or standard error. */
export type Descriptor = 1 | 2;

const streamOf = (descriptor: Descriptor): NodeJS.WriteStream =>
  descriptor === 1 ? process.stdout : process.stderr;

/** Whether the descriptor is a terminal's; node:tty, which takes 3 ms to load, is asked only where it may be one. */
export function isTerminal(descriptor: number): boolean {
  try {
    const status = fstatSync(descriptor);
    if (!status.isCharacterDevice() || status.rdev === statSync('/dev/null').rdev) return false;
    return process.getBuiltinModule('node:tty').isatty(descriptor);
  } catch {
    return false;
  }
}

const slow = new Set<Descriptor>();
const closed = new Set<Descriptor>();

/**
 * Writes text and returns when it is written: node's own streams take up to 2 ms to set up. Where the reader is slower
 * than us, and its pipe does not block, node's stream keeps the rest. A reader that closes early (`| head -1`) has
 * what it wanted: the rest is dropped, and the exit status stays what it would be. Standard output that cannot be
 * written at all (a full disk) is a UsageError; of standard error there is nowhere to say that.
 */
export function write(descriptor: Descriptor, text: string): void {
  if (closed.has(descriptor)) return;
  if (slow.has(descriptor)) {
    streamOf(descriptor).write(text);
    return;
  }
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EAGAIN') keepWriting(descriptor, rest);
      else if (code === 'EPIPE' || descriptor === 2) closed.add(descriptor);
      else throw new UsageError(`standard output cannot be written: ${code}`);
      return;
    }
  }
}

function keepWriting(descriptor: Descriptor, rest: Buffer): void {
  slow.add(descriptor);
  streamOf(descriptor)
    .on('error', () => closed.add(descriptor))
    .write(rest);
}

/**
 * Closes what leads to a terminal that was closed: node sets its terminals back when it exits, and aborts where one cannot
 * be (ResetStdio() in node.cc).
 */
function closeGoneTerminals(): void {
  for (const descriptor of [0, 1, 2])
    try {
      const path = readlinkSync(`/proc/self/fd/${descriptor}`);
      if (/^\/dev\/pts\/\d+ \(deleted\)$/.test(path)) closeSync(descriptor);
    } catch {}
}

/** Ends the process when all that was written has left it. */
export function exitWhenWritten(): void {
  closeGoneTerminals();
  let waiting = slow.size;
  if (waiting === 0) process.exit();
  for (const descriptor of slow)
    streamOf(descriptor).write('', () => {
      waiting -= 1;
      if (waiting === 0) process.exit();
    });
}
