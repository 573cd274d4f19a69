import { type Layer, layerOf, layers } from '../causes.js';
import type { Probe } from '../facts/probes/types.js';
import type { Target } from '../net/target.js';
import type { Settled } from './settle.js';
import type { Cause, Judgement, LayerState, PathLayer } from './types.js';
import { type Client, isPlaceless } from './verdict.js';

/** Every layer but those that no connection passes. */
const shown: readonly Layer[] = layers.slice(0, layers.indexOf('cloud'));

/** The layers in the order a connection meets them, each with how it went; those that have nothing to say are left out. */
export function pathOf(
  target: Target,
  causes: readonly Cause[],
  clients: readonly Client[],
  judgements: readonly Judgement[],
  probes: readonly Probe[],
): readonly PathLayer[] {
  const broken = causes.find(each => each.severity === 'error' && layerOf(each.code) !== 'background');
  const needed = (layer: Layer) =>
    neededFor(layer, target) && !(layer === 'http' && speaksOther(target, probes, broken));
  if (!broken && isPlaceless(target, clients)) return placeless(needed);
  const closed = clients.every(each => each.state !== 'through');
  const wholly = broken !== undefined && closed;
  const idle = broken === undefined && closed && judgements.some(isLeftOpen);
  const stop = wholly
    ? shown.indexOf(layerOf(broken.code))
    : idle
      ? shown.indexOf('port')
      : unexplainedStop(broken, clients);
  const untold = clients.some(({ settled }) => settled.some(isSilent));
  const open = new Set(
    judgements
      .filter(
        each =>
          (each.gate || (untold && each.code === 'process/hung') || (idle && isLeftOpen(each))) &&
          each.result.kind === 'unchecked',
      )
      .map(each => layerOf(each.code)),
  );
  // What keeps this machine from its name server keeps the name from being looked up.
  const nameless = wholly && target.kind !== 'unix' && neededFor('name', target) && hasNoAddress(clients);
  const empty = wholly && layerOf(broken.code) === 'process' && isRefused(broken, clients);
  const shaken = !closed || probes.some(madeHandshake);
  return shown
    .map((layer, index) => {
      const mine = causes.filter(each => layerOf(each.code) === layer);
      if (empty && mine.length === 0 && layer === 'port')
        return { layer, state: 'blocked' as const, says: 'nobody listens' };
      if (nameless && mine.length === 0 && layer === 'name')
        return { layer, state: 'blocked' as const, says: 'not looked up' };
      const beyond = index > stop || (empty && layer === 'bind') || (layer === 'tls' && !shaken);
      const state = stateOf(beyond, mine, needed(layer), open.has(layer));
      return { layer, state, says: saysOf(mine, clients) };
    })
    .filter(each => each.state !== 'not-needed' || (each.layer === 'name' && target.kind !== 'unix'));
}

/** Whether nobody serves the port could not be told: it, and what comes behind it, is no way that was seen to be open. */
const isLeftOpen = ({ code, result }: Judgement): boolean =>
  code === 'port/nothing-listens' && result.kind === 'unchecked';

/** Where what was named listens is not known: the way to it was not looked at. */
const placeless = (needed: (layer: Layer) => boolean): readonly PathLayer[] =>
  shown.filter(needed).map(layer => ({
    layer,
    state: layer === 'port' ? 'unchecked' : 'not-reached',
    says: '',
  }));

/** Where a connection failed and nothing says why: no word on what is only seen of a connection that was made. */
function unexplainedStop(broken: Cause | undefined, clients: readonly Client[]): number {
  const lost = broken === undefined && clients.length > 0 && clients.every(each => each.state === 'blocked');
  if (!lost) return shown.length;
  const elsewhere = clients.every(({ settled }) => settled.every(({ question }) => !question.local));
  return shown.indexOf(elsewhere ? 'port' : 'tls') - 1;
}

/** The name that was asked for led nowhere. */
const hasNoAddress = (clients: readonly Client[]): boolean =>
  clients.every(({ settled }) => settled.every(({ question }) => question.address === ''));

/** A connection that was had, with nothing to decide by what is behind it. */
const isSilent = ({ reach }: Settled): boolean => reach.by === 'probe' && reach.outcome === 'unknown';

/** The program is not there to listen, so that the kernel refuses for it. */
const isRefused = (cause: Cause, clients: readonly Client[]): boolean =>
  clients
    .flatMap(({ settled }) => settled.flatMap(({ found }) => found))
    .some(({ code, finding }) => code === cause.code && finding.outcome === 'refused');

function stateOf(beyond: boolean, mine: readonly Cause[], needed: boolean, open: boolean): LayerState {
  if (mine.some(each => each.severity === 'error')) return 'blocked';
  if (beyond) return needed ? 'not-reached' : 'not-needed';
  if (mine.some(each => each.severity === 'warning')) return 'suspect';
  if (open) return 'unchecked';
  return needed ? 'ok' : 'not-needed';
}

/** A port was asked for, and what answers there, or whom it turns away, has a protocol of its own: Redis, SSH, a database. */
const speaksOther = ({ scheme }: Target, probes: readonly Probe[], broken: Cause | undefined): boolean =>
  scheme === null &&
  ((broken !== undefined && layerOf(broken.code) === 'app') ||
    probes.some(({ conversations }) =>
      conversations.some(
        each => each.outcome === 'answered' && each.protocol !== null && !web.has(each.protocol),
      ),
    )) &&
  !probes.some(({ conversations }) => conversations.some(({ http }) => http !== null));

const web = new Set(['http', 'tls']);

/** What answers a handshake need not speak TLS: Redis, SSH. */
const madeHandshake = ({ conversations }: Probe): boolean =>
  conversations.length === 0 || conversations.some(({ tls }) => tls?.version != null);

/** Layers that are spoken of only where the target has them, or where something is wrong there. */
function neededFor(layer: Layer, target: Target): boolean {
  if (target.kind === 'unix') return ['port', 'process', 'http'].includes(layer);
  const local = target.host === null;
  if (layer === 'name') return !local && !/^[\d.]+$|:/.test(target.host ?? '');
  if (layer === 'tls') return target.scheme === 'https' || target.scheme === 'wss';
  if (layer === 'http') return target.protocol === 'tcp';
  return ['route', 'firewall', 'port', 'bind', 'process'].includes(layer);
}

/** The few words of the finding that blocks or clouds the layer. */
function saysOf(mine: readonly Cause[], clients: readonly Client[]): string {
  const code = mine[0]?.code;
  if (!code) return '';
  for (const client of clients)
    for (const settled of client.settled)
      for (const found of settled.found)
        if (found.code === code && found.finding.says) return found.finding.says;
  return '';
}
