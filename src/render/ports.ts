import type { Socket } from '../facts/sockets/types.js';
import type { Exposure } from '../firewall/exposure.js';
import { type Column, tableLines } from './table.js';
import type { Theme } from './theme.js';

/** One program on one port, as it is shown and as `--json` gives it. */
export interface PortView {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly addresses: readonly {
    readonly address: string;
    readonly device: string | null;
    readonly v6only: boolean | null;
    readonly queue: Socket['queue'];
  }[];
  readonly exposure: Exposure;
  readonly user: string;
  /** Of the process that started the others; null where it cannot be seen. */
  readonly pid: number | null;
  /** All that hold the port. */
  readonly pids: readonly number[];
  readonly program: string | null;
  readonly command: string | null;
  /** Milliseconds since the epoch. */
  readonly startedAt: number | null;
  readonly survivesLogout: boolean | null;
  /** Why it does, or not. */
  readonly background: string | null;
}

const COLUMNS: readonly Column[] = [
  { heading: 'PORT' },
  { heading: 'ADDRESS', least: 15 },
  { heading: 'OPEN TO' },
  { heading: 'USER', least: 6 },
  { heading: 'SINCE' },
  { heading: 'LOGOUT' },
  { heading: 'PID' },
  { heading: 'PROGRAM', least: 12 },
];

/** As ss(8): `*` takes both families, `%` names the interface that it is tied to. */
const addressText = ({ address, device, v6only }: PortView['addresses'][number]): string =>
  `${address === '::' && v6only === false ? '*' : address}${device === null ? '' : `%${device}`}`;

/** Who gets there; with a question mark where the firewall, which may keep them out, could not be read. */
function exposureText({ kind, networks, blocked }: Exposure, unread: boolean): string {
  if (kind === 'this-machine') return blocked.length > 0 ? 'firewalled' : 'this machine';
  const open =
    kind === 'anyone' ? kind : networks.length === 1 ? networks[0]! : `${networks.length} networks`;
  return unread ? `${open} ?` : open;
}

const pidText = ({ pid, pids }: PortView): string => String(pid ?? pids[0] ?? '?');

/** What the other columns take of a line, about. */
const OTHERS = 64;

/**
 * The command where there is room for it, else the program's name if that says more than a piece of the command. A
 * title that a program gave itself (`nginx: master process …`) says no more than its name.
 */
function programText({ program, command, pids }: PortView, columns: number): string {
  if (program === null || command === null) return pids.length > 0 ? '?' : 'hidden';
  const short = command.startsWith(`${program}:`) || !command.startsWith(program);
  const name = short && (command.includes(': ') || command.length > columns - OTHERS) ? program : command;
  return `${pids.length > 1 ? `${pids.length}× ` : ''}${name}`;
}

const UNITS: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** How long ago, in the largest unit that fits: 3 d, 4 h, 12 min, 5 s. */
export function ageText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [size, unit] = UNITS.find(([least]) => seconds >= least) ?? [1, 's'];
  return `${Math.floor(seconds / size)} ${unit}`;
}

/** What becomes of it when its user logs out. */
const survivalText = ({ survivesLogout }: PortView): string =>
  survivesLogout === null ? '?' : survivesLogout ? 'stays' : 'ends';

/** A table of the programs that listen, by port. */
export function renderPorts(
  views: readonly PortView[],
  {
    theme,
    columns,
    now,
    unread = false,
  }: {
    readonly theme: Theme;
    readonly columns: number;
    readonly now: number;
    /** The rules of the firewall could not be read. */
    readonly unread?: boolean;
  },
): string {
  const rows = views.map(view => [
    `${view.port}/${view.protocol}`,
    [...new Set(view.addresses.map(addressText))].join(', '),
    exposureText(view.exposure, unread),
    view.user,
    view.startedAt === null ? '?' : ageText(now - view.startedAt),
    survivalText(view),
    pidText(view),
    programText(view, columns),
  ]);
  const { heading, lines } = tableLines(COLUMNS, rows, columns);
  const painted = lines.map((line, at) =>
    views[at]!.exposure.kind === 'this-machine' ? theme.faint(line) : line,
  );
  return [theme.strong(heading), ...painted].map(line => `${line}\n`).join('');
}
