/** The lines of /proc/PID/status that a diagnosis uses (proc_pid_status(5)). */
export interface Status {
  readonly uid: number;
  readonly group: number;
  readonly ignored: readonly string[];
  readonly caught: readonly string[];
  readonly blocked: readonly string[];
  readonly capabilities: string | null;
  /** The process that traces it, as a debugger does; 0 for none, or for one that is not to be seen from here. */
  readonly tracer: number;
}

// Linux's numbers on x86 and ARM, from signal(7).
const signals = (
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU ' +
  'URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'
).split(' ');

function signalNames(mask: string | undefined): string[] {
  if (!mask || !/^[0-9a-f]+$/i.test(mask)) return [];
  const bits = BigInt(`0x${mask}`);
  return signals.filter((_, index) => (bits >> BigInt(index)) & 1n);
}

/** Parses /proc/PID/status; what it does not say is empty or null. */
export function parseStatus(text: string): Status {
  const lines = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) lines.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return {
    uid: Number(lines.get('Uid')?.split(/\s+/)[1] ?? -1),
    group: Number(lines.get('Gid')?.split(/\s+/)[1] ?? -1),
    ignored: signalNames(lines.get('SigIgn')),
    caught: signalNames(lines.get('SigCgt')),
    blocked: signalNames(lines.get('SigBlk')),
    capabilities: lines.get('CapEff') ?? null,
    tracer: Number(lines.get('TracerPid') ?? 0),
  };
}
