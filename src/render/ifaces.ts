import type { Interface, InterfaceAddress } from '../facts/interfaces/types.js';
import type { Answering } from '../facts/sockets/answering.js';
import { escaped } from './escape.js';
import { portNumbers } from './ports-line.js';
import type { Theme } from './theme.js';
import { wrap } from './wrap.js';

/** An address with the ports that answer on it; null where they could not be read. */
interface AddressView extends InterfaceAddress {
  readonly answers: Answering | null;
}

/** An interface with what answers on each of its addresses. */
export interface InterfaceView extends Omit<Interface, 'addresses'> {
  readonly addresses: readonly AddressView[];
}

interface Style {
  readonly theme: Theme;
  readonly columns: number;
  /** The line with the hardware address is shown, as ip-address(8) does where no family is asked for. */
  readonly links: boolean;
}

/** `eth0@if5`: what it is stacked on, or the other end of a cable into another namespace. */
function nameOf(view: InterfaceView, all: readonly Interface[]): string {
  const { name, linkIndex, linkNamespace } = view;
  if (linkIndex === null) return name;
  if (linkIndex === 0) return `${name}@NONE`;
  const other = linkNamespace === undefined ? all.find(({ index }) => index === linkIndex) : undefined;
  return `${name}@${other?.name ?? `if${linkIndex}`}`;
}

const words = (...parts: readonly (string | null | false)[]): string => parts.filter(Boolean).join(' ');

function headLine(view: InterfaceView, all: readonly Interface[], theme: Theme): string {
  const state = view.state.toUpperCase();
  const paint = view.state === 'up' ? theme.good : view.state === 'down' ? theme.bad : theme.faint;
  return words(
    `${view.index}:`,
    `${theme.strong(escaped(nameOf(view, all)))}:`,
    `<${view.flags.join(',')}>`,
    view.mtu > 0 && `mtu ${view.mtu}`,
    view.xdp && 'xdp',
    view.qdisc !== null && `qdisc ${escaped(view.qdisc)}`,
    view.master !== null && `master ${escaped(view.master)}`,
    `state ${paint(state)}`,
    view.group !== null && `group ${view.group}`,
    !!view.queueLength && `qlen ${view.queueLength}`,
  );
}

const linkLine = ({ type, hardwareAddress, broadcastAddress, flags, linkNamespace }: InterfaceView): string =>
  words(
    `    link/${type}`,
    hardwareAddress,
    broadcastAddress !== null && `${flags.includes('POINTOPOINT') ? 'peer' : 'brd'} ${broadcastAddress}`,
    linkNamespace !== undefined && `link-netnsid ${linkNamespace}`,
  );

const alternativeLines = ({ alternativeNames = [] }: InterfaceView): string[] =>
  alternativeNames.map(name => `    altname ${escaped(name)}`);

const lifetime = (seconds: number | null): string => (seconds === null ? 'forever' : `${seconds}sec`);

function addressLines(view: AddressView, name: string, { theme }: Style): string[] {
  const { address, prefix, peer, metric, broadcast, scope, flags, family } = view;
  return [
    words(
      `    inet${family === 6 ? '6' : ''}`,
      peer === null
        ? `${theme.strong(address)}/${prefix}`
        : `${theme.strong(address)} peer ${peer}/${prefix}`,
      metric !== undefined && `metric ${metric}`,
      broadcast !== null && `brd ${broadcast}`,
      `scope ${scope}`,
      ...flags,
      family === 4 && escaped(view.label ?? name),
    ),
    `       valid_lft ${lifetime(view.validSeconds)} preferred_lft ${lifetime(view.preferredSeconds)}`,
  ];
}

/** Addresses that no packet reaches yet, or any more. */
function silence({ flags }: InterfaceView, address: AddressView): string | undefined {
  if (address.flags.includes('dadfailed')) return 'answers nobody: another machine has this address';
  if (address.flags.includes('tentative') && !address.flags.includes('optimistic'))
    return 'answers nobody yet: tentative';
  return flags.includes('UP') ? undefined : 'answers this machine only: the interface is down';
}

function answerLines(view: InterfaceView, address: AddressView, { theme, columns }: Style): string[] {
  const silent = silence(view, address);
  if (silent) return [`       ${theme.doubtful(silent)}`];
  if (address.answers === null) return [];
  const { tcp, udp } = address.answers;
  if (tcp.length + udp.length === 0) return [`       ${theme.faint('no port answers')}`];
  return [['tcp', tcp] as const, ['udp', udp] as const].flatMap(([protocol, ports]) =>
    wrap(portNumbers(ports).join(' '), Math.max(20, columns - 22)).map(
      (line, at) => `       ${at === 0 ? `answers on ${protocol}` : ' '.repeat(14)} ${theme.command(line)}`,
    ),
  );
}

/** The layout of `ip addr`, with the ports that answer below each address. */
export function renderInterfaces(
  views: readonly InterfaceView[],
  all: readonly Interface[],
  style: Style,
): string {
  const lines = views.flatMap(view => [
    headLine(view, all, style.theme),
    ...(style.links ? [linkLine(view)] : []),
    ...alternativeLines(view),
    ...view.addresses.flatMap(address => [
      ...addressLines(address, view.name, style),
      ...answerLines(view, address, style),
    ]),
  ]);
  return lines.map(line => `${line}\n`).join('');
}

const briefAnswers = ({ answers }: AddressView): string => {
  if (answers === null || answers.tcp.length + answers.udp.length === 0) return '';
  const part = (protocol: string, ports: readonly number[]) =>
    ports.length === 0 ? [] : [`${protocol} ${portNumbers(ports).join(' ')}`];
  return ` (${[...part('tcp', answers.tcp), ...part('udp', answers.udp)].join(', ')})`;
};

const metricOf = ({ metric }: AddressView): string => (metric === undefined ? '' : ` metric ${metric}`);

/** The layout of `ip -brief addr`: a line for each interface, the ports in brackets behind each address. */
export function renderBrief(
  views: readonly InterfaceView[],
  all: readonly Interface[],
  { theme }: Pick<Style, 'theme'>,
): string {
  return views
    .map(view => {
      const name = escaped(nameOf(view, all)).padEnd(16);
      const addresses = view.addresses.map(
        address =>
          `${address.address}${address.peer === null ? '' : ` peer ${address.peer}`}/${address.prefix}${metricOf(address)}${theme.faint(
            view.flags.includes('UP') ? briefAnswers(address) : '',
          )}`,
      );
      return `${`${name} ${view.state.toUpperCase().padEnd(14)} ${addresses.join(' ')}`.trimEnd()}\n`;
    })
    .join('');
}
