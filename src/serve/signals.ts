import { closeSync, openSync } from 'node:fs';

/** Whether this process has a terminal that could hang up. */
const hasTerminal = (): boolean => {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
};

/**
 * Waits for the signal to end: SIGTERM, SIGINT, or the hang-up of the terminal that this was started from. A server that
 * was taken off its terminal (nohup, a service, in the background) only opens its log anew on SIGHUP; node itself forgets
 * that nohup had SIGHUP ignored, so it is caught.
 */
export const untilEnded = (reopenLog: () => void): Promise<NodeJS.Signals> =>
  new Promise(resolve => {
    const onTerminal = [process.stdin, process.stdout, process.stderr].some(stream => stream.isTTY);
    const end = (signal: NodeJS.Signals): void => {
      for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.removeAllListeners(name);
      resolve(signal);
    };
    process.on('SIGTERM', end);
    process.on('SIGINT', end);
    process.on('SIGHUP', () => {
      if (onTerminal && !hasTerminal()) end('SIGHUP');
      else reopenLog();
    });
  });
