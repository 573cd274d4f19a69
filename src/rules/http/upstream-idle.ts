import type { Container } from '../../facts/namespaces/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { type Startable, startables, startContainer } from '../../programs/fixes/start.js';
import { COMMAND_LINE } from '../../programs/proxies/upstream.js';
import { commandLine } from '../../programs/shell.js';
import { advice } from '../talk.js';
import type { UpstreamFault } from './upstream-types.js';
import { type Around, isGone } from './upstream-words.js';

/** 128 and SIGKILL: stopped from outside, because it did not end when it was told to. */
const KILLED = 137;

/** A container that did not end as it was asked to: what failed by itself has to be seen first. */
function endedContainer(container: Container): Startable {
  const { engine, name, exitCode } = container;
  const log = commandLine([engine, 'logs', '--tail', '20', name]);
  return {
    who: `container ${name}`,
    state:
      exitCode === KILLED
        ? 'not running: it was killed'
        : `not running: it ended with status ${exitCode ?? '?'}`,
    source: `${engine} inspect ${name}`,
    fact: 'containers',
    fix:
      exitCode === KILLED
        ? startContainer(container)
        : advice(
            `See why container ${name} ended, and start it again`,
            `  ${log}\n  ${commandLine([engine, 'start', name])}`,
          ),
  };
}

/** What runs the application of an upstream, and was stopped or never started: a unit, an entry of PM2, a container. */
export function idleBehind(
  fault: UpstreamFault,
  { pm2, machine, containers }: Around & { readonly containers: readonly Container[] },
): Startable | undefined {
  const { ended, upstream } = fault.state;
  if (!isGone(fault) || !ended || !machine) return undefined;
  const port = upstream.port ?? 0;
  const gone = containers.find(each => !each.running && each.published.some(one => one.hostPort === port));
  return startables(ended.units, pm2, containers, port, machine)[0] ?? (gone && endedContainer(gone));
}

/** Nobody is there: it may have to be started, or wait, or die again and again, which who asks about its port hears. */
export function startFix({ state: { upstream } }: UpstreamFault, name: string, place: string): Fix {
  const change =
    place === COMMAND_LINE
      ? `start the server in front again with another place than ${upstream.text}`
      : /\.(m?[jt]s|cjs|json)(:|$)/.test(place)
        ? `change ${place} and start the server in front again`
        : `change ${place} and reload the proxy`;
  const listen = `has to listen on ${name}. If it listens elsewhere (netcheck ports), ${change}.`;
  return upstream.port === null
    ? advice('Start the application', `It ${listen}`)
    : advice(
        'See whether the application ended, waits, or was never started',
        `  netcheck why ${upstream.port}\nStart it where it does not run: it ${listen}`,
      );
}
