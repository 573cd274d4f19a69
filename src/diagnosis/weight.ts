import { type CauseCode, layerOf, waysIn } from '../causes.js';
import { isLocalhost } from '../net/prefix.js';
import type { Target } from '../net/target.js';
import type { Severity } from '../rules/rule.js';
import type { Settled } from './settle.js';
import type { Found } from './types.js';
import { type Client, isDialled } from './verdict.js';

/**
 * How much a finding weighs for a client that gets through by another address. The person who typed a port did not ask
 * for IPv6, or for each address; the one who typed a name did, for all that it leads to.
 */
export function weight(found: Found, settled: Settled, client: Client, target: Target): Severity | 'nothing' {
  const { severity } = found.finding;
  if (severity !== 'error') return isMoot(found, settled, client, target) ? 'nothing' : severity;
  // What is no news has none behind it.
  const before = settled.found.find(({ code }) => code === found.finding.behind);
  if (before && weight(before, settled, client, target) === 'nothing') return 'nothing';
  return target.host === null ? weightForPort(found, settled, client) : weightForHost(found, settled, client);
}

/** A word about the way to an address that nobody serves, to whoever typed a port and gets through by another one. */
const isMoot = (found: Found, settled: Settled, client: Client, { host }: Target): boolean =>
  host === null &&
  client.state === 'through' &&
  settled.reach.outcome !== 'ok' &&
  ways.includes(layerOf(found.code)) &&
  !isTaken(settled);

/** Clients of a name try its addresses in turn, and differ in how: what fails beside one that works is a warning. */
function weightForHost(found: Found, settled: Settled, client: Client): Severity {
  if (isOtherFamily(found, settled, client)) return 'warning';
  const elsewhere = !arrives(settled) && client.settled.some(arrives) && waysIn.includes(layerOf(found.code));
  const aside = client.state === 'through' && settled.reach.outcome !== 'ok';
  const mild = elsewhere || aside || mayArriveElsewhere(found, settled, client) || leadsAway(settled, client);
  return mild ? 'warning' : 'error';
}

/**
 * Another address of the name is this machine's own, where a server takes the port and clients fail on their way to it: with
 * that mended they get through, whatever becomes of the address that leads away.
 */
const leadsAway = ({ question }: Settled, { state, settled }: Client): boolean =>
  !question.local &&
  state === 'blocked' &&
  settled.some(each => each.question.local && isTaken(each) && failingLayers(each).length > 0);

/** Whether another address gets the client through could not be told: this one alone may be no error. */
const mayArriveElsewhere = (found: Found, settled: Settled, client: Client): boolean =>
  client.state === 'unknown' && settled.reach.outcome !== 'unknown' && waysIn.includes(layerOf(found.code));

const mayArriveByIPv4 = (found: Found, settled: Settled, client: Client): boolean =>
  mayArriveElsewhere(found, settled, client) &&
  client.settled.some(each => each.reach.outcome === 'unknown' && each.question.family === 4);

/** Whoever typed a port asked for no address in particular: one that works is enough, but localhost is expected to. */
function weightForPort(found: Found, settled: Settled, client: Client): Severity | 'nothing' {
  if ((client.state === 'partly' || onlyByIPv6(client)) && settled.question.family === 4) return 'error';
  if (layerOf(found.code) === 'bind' && client.settled.some(isTaken))
    return missesLocalhost(settled, client) || isBeside(found, client) ? 'warning' : 'nothing';
  if (isOtherFamily(found, settled, client) || isLedByIPv4(found, settled, client)) return 'nothing';
  if (mayArriveByIPv4(found, settled, client)) return isOrdinary(found) ? 'nothing' : 'warning';
  if (isOnIPv6sWay(found, settled, client)) return isTaken(settled) ? 'warning' : 'nothing';
  const beside = client.state === 'through' && settled.reach.outcome !== 'ok';
  return beside ? weightBeside(found, settled, client) : 'error';
}

/** At an address that fails beside one that gets the client through. */
function weightBeside(found: Found, settled: Settled, client: Client): 'warning' | 'nothing' {
  if (isAside(found, settled, client)) return missesLocalhost(settled, client) ? 'warning' : 'nothing';
  return isOrdinary(found) && !getsThroughByFamily(settled, client) ? 'nothing' : 'warning';
}

/** What servers do as they come: they need not serve every address and family. */
const isOrdinary = ({ code }: Found): boolean => ['bind', 'port', 'name'].includes(layerOf(code));

/** Another address of the same family gets the client through. */
const getsThroughByFamily = ({ question: { family } }: Settled, client: Client): boolean =>
  client.settled.some(each => each.reach.outcome === 'ok' && each.question.family === family);

/** Where nobody takes the connections, what would become of them on the way there is of no interest either. */
const isAside = (found: Found, settled: Settled, { label }: Client): boolean =>
  label === 'self' ? isOrdinary(found) || !isTaken(settled) : !isOrdinary(found) && !isTaken(settled);

/** The layers of the way between two machines. */
const ways: readonly string[] = ['interface', 'route', 'firewall'];

/** Stops a client before the server, or turns it away for where it comes from, which the other family need not share. */
const isOfFamily = ({ code }: Found): boolean => ways.includes(layerOf(code)) || code === 'app/access-denied';

/**
 * It stops IPv6 on its way, or turns it away, while IPv4 comes as far as this machine's servers and fails of something else there, or is
 * the only family that they take: with that mended clients get through, and with the way of IPv6 mended nobody does.
 */
const isOnIPv6sWay = (found: Found, settled: Settled, client: Client): boolean =>
  settled.question.family === 6 &&
  isOfFamily(found) &&
  client.state === 'blocked' &&
  client.settled.some(
    each =>
      each.question.family === 4 &&
      each.question.local &&
      each.question.address !== '' &&
      (ways.includes(layerOf(found.code)) || each.found.every(({ code }) => code !== found.code)) &&
      (failsOff(ways, each) ? !servesByIPv6Alone(settled, each, client) : isTaken(each) && !isTaken(settled)),
  );

/** This machine itself, which dials either family, would be served by IPv6 were the way there open, and by IPv4 it is not. */
const servesByIPv6Alone = (six: Settled, four: Settled, { label }: Client): boolean =>
  label === 'self' && isTaken(six) && !isTaken(four);

/** Another machine that is stopped on its way, and would get in by IPv6 alone were it not. */
const onlyByIPv6 = ({ state, settled }: Client): boolean => {
  const dialled = settled.filter(each => each.question.family === 4 && isDialled(each));
  return (
    state !== 'through' &&
    dialled.length > 0 &&
    !dialled.some(isTaken) &&
    settled.some(each => each.question.family === 6 && isTaken(each))
  );
};

const missesLocalhost = (settled: Settled, client: Client): boolean =>
  client.label === 'self' && atLocalhost(settled) && !client.settled.some(takesLocalhost);

/** Another address of the same network takes the connections: which of the two people type is not known. */
const isBeside = (found: Found, client: Client): boolean =>
  client.label !== 'self' && ['bind/one-address', 'bind/env-moved'].includes(found.code);

const takesLocalhost = (settled: Settled): boolean => atLocalhost(settled) && isTaken(settled);

/**
 * A server takes the connections to this address, whatever becomes of them then. Clients that try every address of a
 * name end up here, so what keeps them from the other addresses is not what they fail of.
 */
function arrives(settled: Settled): boolean {
  const { question, reach } = settled;
  const errors = failingLayers(settled);
  // Where it connected, somebody took it, were it the wrong one (port/taken); a name may still have led it astray.
  const stops = (layer: string) => (isMade(settled) ? layer === 'name' : waysIn.includes(layer));
  if (question.address === '' || errors.some(stops)) return false;
  return errors.length > 0 || !['refused', 'timeout', 'unreachable', 'unknown'].includes(reach.outcome);
}

/** An attempt from here connected to this address, whatever became of it then. */
export const isMade = ({ reach }: Settled): boolean =>
  reach.by === 'probe' && ['ok', 'http-error', 'tls-error', 'no-answer', 'reset'].includes(reach.outcome);

/** Clients try either family of a port or a name: where one fails of something else here, known or not, the lack of the other is no news. */
const isOtherFamily = (found: Found, settled: Settled, client: Client): boolean =>
  /^bind\/ipv[46]-only$/.test(found.code) &&
  client.settled.some(
    each =>
      each.question.local &&
      each.question.family !== settled.question.family &&
      (each.unexplained ||
        each.found.some(
          other => other.finding.severity === 'error' && !/^bind\/ipv[46]-only$/.test(other.code),
        )),
  );

/** Causes that say that nobody serves an address of this machine. */
const absences: readonly CauseCode[] = ['namespace/not-published', 'port/nothing-listens', 'port/wrong-port'];

/** Rules lead IPv4 to a server, in a container or on another port, and the client fails of that server itself, or on its way there. */
const isLedByIPv4 = (found: Found, settled: Settled, client: Client): boolean =>
  absences.includes(found.code) &&
  settled.question.family === 6 &&
  client.settled.some(each => each.question.family === 4 && failingLayers(each).length > 0 && isTaken(each));

/** It is known why it fails, and not of these layers. */
function failsOff(layers: readonly string[], settled: Settled): boolean {
  const failing = failingLayers(settled);
  return failing.length > 0 && !failing.some(layer => layers.includes(layer));
}

/** A listener takes the connections to this address, whatever becomes of them then. */
const isTaken = (settled: Settled): boolean =>
  settled.question.port !== 0 &&
  !failingLayers(settled).some(layer => ['bind', 'port', 'namespace'].includes(layer));

/** The layers at which this address fails, also where a cause at another address says why. */
const failingLayers = ({ found, explained }: Settled): readonly string[] => [
  ...found.filter(each => each.finding.severity === 'error').map(each => layerOf(each.code)),
  ...explained.map(each => layerOf(each.code)),
];

/** By an address that localhost stands for. */
const atLocalhost = ({ question }: Settled) => isLocalhost(question.address);
