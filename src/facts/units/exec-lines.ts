import type { Unit } from './types.js';

/** What systemctl tells of ExecStartPre=: the program that failed, and the command that has not ended. */
export const preparationOf = (text: string): Pick<Unit, 'preparation' | 'preparing'> => ({
  ...failedIn(text),
  ...preparingIn(text),
});

/** The first of `{ path=… ; … ; ignore_errors=no ; … ; code=exited ; status=1 }`, one a line, that failed. */
function failedIn(text: string): Pick<Unit, 'preparation'> {
  for (const line of text.split('\n')) {
    const program = /^\{ path=(.*?) ; argv\[\]=/.exec(line)?.[1];
    const status = / ; code=(?:exited|killed|dumped) ; status=(\S+) \}$/.exec(line)?.[1];
    if (program && status && status !== '0' && line.includes(' ; ignore_errors=no ; '))
      return { preparation: { program, status } };
  }
  return {};
}

/** The one of them that has begun and not ended; of `sh -c`, what comes behind it is the script. */
function preparingIn(text: string): Pick<Unit, 'preparing'> {
  const line = text
    .split('\n')
    .find(each => each.includes(' ; stop_time=[n/a] ; ') && !each.includes(' ; start_time=[n/a] ; '));
  const command = commandIn(line ?? '');
  const pid = Number(/ ; pid=(\d+) ; /.exec(line ?? '')?.[1] ?? 0);
  const script = / -\w*c (.*)$/.exec(command)?.[1] ?? '';
  return command ? { preparing: { command, pid, script, runs: [] } } : {};
}

/** The first `argv[]=` of `{ path=… ; argv[]=… ; … }`. */
export function commandIn(value: string): string {
  const start = value.indexOf('argv[]=');
  const end = value.indexOf(' ; ignore_errors=', start);
  return start < 0 || end < 0 ? '' : value.slice(start + 'argv[]='.length, end);
}
