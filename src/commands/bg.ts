import { readKept } from '../facts/keeping.js';
import type { Process } from '../facts/processes/types.js';
import { unitLog } from '../facts/units/log.js';
import { jsonDocument } from '../net/invisible.js';
import { parseTarget } from '../net/parse-target.js';
import { isRunner, masterOf } from '../programs/family.js';
import { identify } from '../programs/identify.js';
import { backgroundOf } from '../programs/supervision/background.js';
import { keepingFixes } from '../programs/supervision/survive.js';
import type { KeptView } from '../render/bg.js';
import { loadTheme } from '../render/theme.js';
import { type Context, UsageError } from './context.js';

/** The options of `netcheck bg`, as they were typed. */
export interface BgOptions {
  readonly target: string;
  readonly json?: boolean;
  /** How many of the last lines of output to show. */
  readonly lines?: string;
}

const TIMEOUT = 5000;
const MOST_LINES = 10_000;

/** `netcheck bg`: how a server is kept alive. Status 0: it outlives its terminal; 1: it does not, or there is none; 3: not known, or not to be seen without root. */
export async function run(options: BgOptions, context: Context): Promise<number> {
  const lines = linesOf(options.lines);
  const kept = await readKept(context.system, parseTarget(options.target), TIMEOUT);
  const masters = [...new Set(kept.servers.map(each => masterOf(each, kept.processes)))];
  const views = await Promise.all(
    masters.map(async (process): Promise<KeptView> => {
      const server = kept.servers.find(each => masterOf(each, kept.processes) === process) ?? process;
      const background = backgroundOf(server, kept);
      return {
        process,
        identity: identify(server, kept.processes),
        workers: workersOf(process, kept.processes),
        age: kept.machine.now - process.startedAt,
        background,
        fixes: keepingFixes({ ...kept, process, listener: null }, background),
        lines: lines === 0 ? [] : await lastLines(background, kept, context, lines),
      };
    }),
  );
  const { renderKept, keptDocument } = await import('../render/bg.js');
  if (options.json) context.out(jsonDocument(keptDocument(options.target, views)));
  else {
    const theme = await loadTheme(context.colour);
    context.out(
      renderKept(options.target, views, theme, context.columns, context.system.uid > 0, kept.hidden),
    );
  }
  return kept.hidden ? 3 : statusOf(views);
}

function statusOf(views: readonly KeptView[]): number {
  const survives = views.map(({ background }) => background.survivesLogout);
  if (survives.length === 0 || survives.includes(false)) return 1;
  return survives.includes(null) ? 3 : 0;
}

function linesOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const lines = Number(text);
  if (!Number.isInteger(lines) || lines < 0 || lines > MOST_LINES)
    throw new UsageError(`--lines ${text} is not a number of lines`, `0 to ${MOST_LINES}`);
  return lines;
}

/** Those of a master; what npm and nodemon have below them are the links of one chain. */
const workersOf = (master: Process, processes: readonly Process[]): number =>
  isRunner(master)
    ? 0
    : processes.filter(each => each.pid !== master.pid && masterOf(each, processes).pid === master.pid)
        .length;

/** The end of the file that the output goes to, or of the unit's journal. */
async function lastLines(
  { output, holder, kind }: KeptView['background'],
  { units }: Awaited<ReturnType<typeof readKept>>,
  { system }: Context,
  count: number,
): Promise<readonly string[]> {
  const unit = units.find(each => each.name === holder);
  if (kind.startsWith('systemd') && unit) return unitLog(system, unit, count);
  if (!output?.startsWith('/')) return [];
  try {
    return system
      .read(output, -Math.min(count * 4096, 4 << 20))
      .split('\n')
      .filter(Boolean)
      .slice(-count);
  } catch {
    return [];
  }
}
