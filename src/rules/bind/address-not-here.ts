import { valueIn } from '../../facts/fact.js';
import type { Interface } from '../../facts/interfaces/types.js';
import { withoutClock } from '../../facts/logs/port-said.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Container } from '../../facts/namespaces/types.js';
import type { Unit } from '../../facts/units/types.js';
import type { Question } from '../../net/question.js';
import { folderOf } from '../../programs/door.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { startContainer } from '../../programs/fixes/start.js';
import { quoted } from '../../programs/shell.js';
import { restartOf } from '../../programs/supervision/systemctl.js';
import { logSays as saidIn } from '../log-line.js';
import { absent, idleOn } from '../port/absent.js';
import type { Claim } from '../port/claimed.js';
import { saidByNamed } from '../port/kept-from-named.js';
import { errorsAbout, logSays } from '../process/errors-about.js';
import { type LogError, noFamily, notHere } from '../process/log-errors.js';
import { logsOfStopped } from '../process/unit-logs.js';
import { defineRule, type Evidence, type Finding } from '../rule.js';
import { addressMayUse } from './address.js';
import { familyWithheld } from './family-withheld.js';
import { lateAddress } from './late-address.js';
import { asksNobody, isLost, isOwn } from './own-address.js';
import { claimOnIdle } from './unheeded-address.js';

/** Of the colons in Rust's `Result::unwrap()` or C++'s names, words are on a side. */
const address = /\b(\d{1,3}(?:\.\d{1,3}){3})\b|(?<!\w)\[?([0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})\]?(?!\w)/i;

/** The server wanted an address that this machine does not have: EADDRNOTAVAIL in its log or its unit's. */
export const rule = defineRule({
  code: 'bind/address-not-here',
  needs: ['sockets', 'machine', 'interfaces'],
  mayUse: [...addressMayUse, 'logs', 'limits', 'subject', 'listeners', 'namespaces'],
  check(facts, question) {
    const late = lateAddress(facts, question);
    if (late) return late;
    const { sockets, machine, interfaces, logs, units, pm2, limits, containers } = facts;
    const named = saidByNamed(facts, question, 'address-not-here')?.error;
    const gone = asksNobody(facts.probes, question);
    if (!named && !gone && !idleOn(sockets, question)) return undefined;
    const unpublished = (valueIn(containers) ?? []).find(
      ({ failure = '', published }) =>
        notHere.test(failure) && published.some(each => each.hostPort === question.port),
    );
    if (unpublished && !gone) return notPublished(unpublished, interfaces);
    const written = [...(valueIn(logs) ?? []), ...logsOfStopped(units, pm2, machine, question.port)];
    const error =
      named ?? errorsAbout(written, machine, question.port).find(each => each.kind === 'address-not-here');
    if (!error) return unheeded(claimOnIdle(facts, question), interfaces);
    const unit = (valueIn(units) ?? []).find(each => isLogOf(error, each));
    // Python names no address; the lines around may, or the command that was started.
    const wanted =
      addressIn(withoutClock(error.line)) ??
      addressBeside(error, written, question.port) ??
      (unit && addressIn(unit.command));
    if (gone) return missed(error, wanted, question);
    if (noFamily.test(error.line))
      return (
        (unit && familyWithheld(error, isFour(wanted), unit, machine.uid)) ??
        withoutFamily(error, valueIn(limits)?.ipv6Disabled === true)
      );
    const now = wanted !== undefined && isOwn(wanted, interfaces);
    const off = valueIn(limits)?.ipv6Disabled === true && !isFour(wanted);
    const fix = now ? startAgain(unit, machine) : another(wanted, folderOf(error.path) === machine.directory);
    return notHad(wanted, endedFor(wanted, now, off), logSays(error), fix);
  },
});

/** It says that it listens at an address that nobody has here: Express 5 hands EADDRNOTAVAIL to the callback of app.listen(). */
function unheeded(claim: Claim | undefined, interfaces: readonly Interface[]): Finding | undefined {
  const wanted = claim && addressIn(withoutClock(claim.line));
  return wanted && isLost(wanted, interfaces)
    ? notHad(wanted, endedFor(wanted, false, false), saidIn(claim.line, claim.path))
    : undefined;
}

const notHad = (
  wanted: string | undefined,
  says: string,
  evidence: Evidence,
  fix = another(wanted),
): Finding => absent(says, `${wanted ?? 'address'} not here`, [evidence], [fix]);

/** The client asks for the very address that the server could not have, and nobody else has it either. */
function missed(error: LogError, wanted: string | undefined, { address }: Question): Finding | undefined {
  if (wanted !== address) return undefined;
  const fix: Fix = {
    title: `Give this machine ${wanted}, and start the server again`,
    text: 'Or let it listen on 0.0.0.0, and ask for it by an address that netcheck ifaces lists.',
    needsRoot: true,
  };
  const found = absent(endedFor(wanted, false, false), `${wanted} not here`, [logSays(error)], [fix]);
  return { ...found, outcome: 'unreachable' };
}

/** The address has come since: it will find it now. */
const startAgain = (unit: Unit | undefined, { uid }: Machine): Fix => ({
  title: 'Start it again',
  ...(unit && { steps: [{ do: 'run', command: restartOf(unit) }] }),
  text: 'For good, let its unit wait for the network (After= and Wants=network-online.target), or let it listen on 0.0.0.0.',
  needsRoot: unit?.scope === 'system' && uid !== 0,
});

/** `isHere`: its log lies in the caller's folder, and with that mostly its settings. */
const another = (wanted: string | undefined, isHere = false): Fix => ({
  title: 'Let it listen on 0.0.0.0, or on an address that netcheck ifaces lists',
  text: `${wanted && isHere ? `This shows where it is set:\n  grep -rnIF --exclude='*.log' --exclude-dir=node_modules ${wanted} .\n` : ''}A public address that a provider translates is not on the machine itself: listen on the private one.${wanted ? '' : ' If the address has come since, for the network was late, start the server again as it was.'}`,
  needsRoot: false,
});

/** Its engine could not start it, for the address that its port is published on is no more, or was not yet. */
function notPublished(container: Container, interfaces: readonly Interface[]): Finding {
  const { engine, name, failure = '' } = container;
  const wanted = addressIn(failure.slice(failure.search(/\blisten /)));
  const now = wanted !== undefined && isOwn(wanted, interfaces);
  return absent(
    now
      ? `Container ${name} could not be started because ${wanted}, on which its port is published, was not there; it is there now.`
      : `Container ${name} could not be started: its port is published on ${wanted ?? 'an address'}, which this machine does not have.`,
    `${wanted ?? 'address'} not here`,
    [{ fact: 'containers', says: `${engine} says of ${name}: ${failure}`, source: `${engine} API` }],
    [
      now
        ? startContainer(container)
        : {
            title: 'Publish the port on an address that netcheck ifaces lists',
            text: `Make the container again with -p PORT:INNER, or with one of this machine's addresses in front. Where ${wanted ?? 'the address'} comes back by itself (a VPN), start it then:\n  ${engine} start ${quoted(name)}`,
            needsRoot: false,
          },
    ],
  );
}

/** Why it ended: `now`, the address is there by now; `off`, it may be one of IPv6, which is switched off. */
function endedFor(wanted: string | undefined, now: boolean, off: boolean): string {
  if (now)
    return `The server does not listen, because address ${wanted} was not there when it started; it is there now.`;
  const if6 = wanted ? 'so that' : 'so if it was one of those,';
  const why = off ? `: IPv6 is switched off, ${if6} not even :: and ::1 are here` : '';
  return wanted
    ? `The server does not listen, because it wanted the address ${wanted}, which this machine does not have${why}.`
    : `The server does not listen, because it wanted an address that this machine did not have when it started${why}.`;
}

const addressIn = (text: string): string | undefined => {
  const found = address.exec(text);
  return found?.[1] ?? found?.[2];
};

/**
 * Lines around the error that may name what it was about: behind it, "failed to listen on one of interface(s) 10.0.0.9" of
 * memcached; before it, with the port, "Starting Minecraft server on 10.0.0.9:25565".
 */
const BESIDE = 3;

function addressBeside(error: LogError, logs: readonly LogExcerpt[], port: number): string | undefined {
  const { lines = [] } = logs.find(({ path }) => path === error.path) ?? {};
  const at = lines.findLastIndex(line => line.includes(error.line));
  if (at < 0) return undefined;
  const behind = lines.slice(at + 1, at + 1 + BESIDE).filter(line => /bind|listen|address/i.test(line));
  const before = lines.slice(Math.max(0, at - BESIDE), at).filter(line => endsAt(port).test(line));
  return [...behind, ...before.toReversed()].map(each => addressIn(withoutClock(each))).find(Boolean);
}

/** An address with this very port; another program's, or a client's, has another one. */
const endsAt = (port: number): RegExp => new RegExp(`[\\d\\]]:${port}(?!\\d)`);

const isLogOf = ({ path }: LogError, { name }: Unit): boolean => path === `the log of ${name}`;

const isFour = (wanted: string | undefined): boolean => wanted?.includes('.') === true;

/** EAFNOSUPPORT: no IPv6 in this kernel, or a sandbox without it (RestrictAddressFamilies= of systemd.exec(5)). */
const withoutFamily = (error: LogError, disabled: boolean): Finding =>
  absent(
    `The server does not listen, because it wanted a socket of a family that it may not have here${disabled ? ': IPv6 is switched off on this machine' : ', most likely IPv6'}.`,
    'address family not supported',
    [
      logSays(error),
      ...(disabled
        ? [
            {
              fact: 'limits' as const,
              says: 'IPv6 is switched off',
              source: 'net.ipv6.conf.all.disable_ipv6',
            },
          ]
        : []),
    ],
    [
      {
        title: 'Let it listen on 0.0.0.0 instead of ::',
        text: "In nginx, take out listen [::]:… Or give it the family: RestrictAddressFamilies= of its unit has to name AF_INET6, and ipv6.disable=1 must not be on the kernel's command line.",
        needsRoot: false,
      },
    ],
  );
