import { closeSync, openSync, writeSync } from 'node:fs';

/** A log that is written in batches and can be opened anew after it was moved away. */
export interface LogFile {
  write(line: string): void;
  reopen(): void;
  /** Writes what is left. */
  close(): void;
}

const flushMs = 200;
const mostPending = 64 * 1024;

/** Appends to `path`, or to standard output for `-`. Throws where it cannot be opened. */
export const openLog = (path: string): LogFile => {
  let descriptor = path === '-' ? 1 : openSync(path, 'a');
  let pending = '';
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const text = pending;
    pending = '';
    try {
      if (text) writeSync(descriptor, text);
    } catch {
      // A full disk or a closed pipe costs lines of the log, never an answer.
    }
  };

  return {
    write(line) {
      pending += `${line}\n`;
      if (pending.length > mostPending) flush();
      else timer ??= setTimeout(flush, flushMs);
    },
    reopen() {
      flush();
      if (path === '-') return;
      const next = openSync(path, 'a');
      closeSync(descriptor);
      descriptor = next;
    },
    close() {
      flush();
      if (path !== '-') closeSync(descriptor);
    },
  };
};
