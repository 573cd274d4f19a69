import { known, listIn, valueIn } from '../../facts/fact.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Process } from '../../facts/processes/types.js';
import { toBeSeenBy } from '../../facts/unseen.js';
import type { Question } from '../../net/question.js';
import { isRunner, masterOf } from '../../programs/family.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { restartFix } from '../../programs/fixes/fixes.js';
import { isOfService } from '../../programs/of-service.js';
import { isIdleWatcher, outlives } from '../../programs/supervision/reloader.js';
import { keepsService } from '../../programs/supervision/service-folder.js';
import { absent, idleOn } from '../port/absent.js';
import { type Lost, lostByMeant } from '../port/kept-from-named.js';
import { defineRule, type Evidence, type Finding, type Seen, unchecked } from '../rule.js';
import { named } from '../serving.js';
import { situationWith } from '../situation.js';
import { beginning } from './beginning.js';
import { beingStopped } from './being-stopped.js';
import { errorsAbout, logSays } from './errors-about.js';
import { isHidden, whatIsHidden } from './hidden-descriptors.js';
import { meantBy } from './meant.js';
import { outputOf, preparationOf } from './preparing.js';
import { servesOnce } from './serves-once.js';

/** A process whose command or environment names the port, or the one that was asked for, lives and does not listen. */
export const rule = defineRule({
  code: 'process/not-listening',
  needs: ['sockets', 'processes', 'owners', 'listeners', 'machine', 'subject'],
  explainedBy: [
    'bind/address-not-here',
    'bind/config-not-in-effect',
    'namespace/not-published',
    'namespace/container-loopback',
    'namespace/forward-mismatch',
    'namespace/localhost-inside-container',
    'process/crash-loop',
    'process/stopped',
    'port/privileged',
    'port/bound-not-listening',
    'bind/unix-socket-only',
    'process/waits-for-dependency',
    'port/taken',
    'port/taken-by-outgoing',
    'port/wrong-port',
    'port/udp-only',
  ],
  mayUse: ['logs', 'namespaces', 'units', 'pm2', 'containers', 'configuration'],
  check(facts, question) {
    const { sockets, processes, owners, listeners, machine, subject, logs, namespaces, units } = facts;
    const idle = idleOn(sockets, question);
    if (question.port !== 0 && !idle) return undefined;
    const meant =
      meantBy({ processes, owners, listeners, subject }, question) ?? idleHere(processes, machine, question);
    if (!meant) return beginning(valueIn(units) ?? [], question);
    if (listIn(namespaces).some(({ holders }) => holders.some(({ pid }) => pid === meant.pid)))
      return undefined;
    if (hasLost(meant, listIn(logs), machine, question.port)) return undefined;
    const lost = lostByMeant(
      {
        processes,
        owners,
        machine,
        subject,
        logs,
        configuration: facts.configuration,
        listeners: known(listeners, ''),
      },
      question,
    );
    if (lost) return without(lost, facts);
    // It never listens itself, whatever may be seen of it; while it runs something, that is meant.
    if (keepsService(meant.name))
      return alone(meant, processes, 'runs no program of its service, but for a logger');
    const once = beingStopped(meant, units, processes) ?? servesOnce(meant, idle, owners, processes);
    if (once) return once;
    const hidden = isHidden(meant, machine);
    const lacks = whatIsHidden(meant, question.port, valueIn(namespaces) ?? [], facts);
    if (lacks) return unchecked(`whether ${named(meant, processes)} listens${lacks}`);
    const unseen = hidden && namespaces.status !== 'known';
    if (isRunner(meant) && !processes.some(each => each.parent === meant.pid))
      return alone(meant, processes, 'has no child');
    const age = machine.now - meant.startedAt;
    const who = named(meant, processes);
    const { does, says, evidence = [], fix } = preparationOf(meant, listIn(logs), question.port, age);
    return absent(
      `${who} ${does}${unseen ? unlessElsewhere(machine) : ''}.`,
      says,
      [
        ...evidence,
        {
          fact: 'processes',
          says: `pid ${meant.pid}: ${meant.command.join(' ').slice(0, 200)}, state ${meant.state}${meant.waitChannel ? `, waiting in ${meant.waitChannel}` : ''}`,
          source: `/proc/${meant.pid}`,
        },
        unheard(meant, hidden),
      ],
      [fix],
    );
  },
});

/** It was refused its port, and lives on; nobody has that port now, or port/taken tells who, or nobody knows which it is. */
const without = ({ meant, error, held }: Lost, facts: Parameters<typeof againWith>[1]): Finding =>
  absent(
    `${named(meant, facts.processes)} could not have ${error.port === null ? 'its port' : `port ${error.port} when it started`} (address already in use), and lives on without it.`,
    'not listening',
    [logSays(error), unheard(meant, false)],
    [
      error.port === null
        ? whichPort(meant)
        : held
          ? {
              title: `Start it again when port ${error.port} is free`,
              text: `This tells who has it:\n  netcheck why ${error.port}\nOnce it is free, end this one and start it as you did before:\n  kill ${meant.pid}`,
              needsRoot: false,
            }
          : againWith(meant, facts),
    ],
  );

/** Its log says that a port is in use, and neither that nor its command or source says which. */
const whichPort = ({ pid }: Process): Fix => ({
  title: 'Find out which port it wants, and who has that',
  text: `Its command, settings or source say which. netcheck why PORT then tells who has it. End that one, or give this one another port, and start it again: kill ${pid}.`,
  needsRoot: false,
});

/** Nobody has its port any more. */
const againWith = (
  meant: Process,
  facts: Parameters<typeof situationWith>[0] & Seen<'processes' | 'machine', never>,
) => {
  const { processes, machine } = facts;
  const process = masterOf(meant, processes);
  return restartFix(
    situationWith(facts, { process, processes, listener: null, machine }),
    'Start it again: nobody has that port any more',
  );
};

/** That it holds no listener; `hidden` where nobody could look. */
const unheard = ({ pid }: Process, hidden: boolean): Evidence =>
  hidden
    ? {
        fact: 'sockets',
        says: 'no listening socket of this network namespace is on the port; its own descriptors cannot be read',
        source: 'sock_diag or /proc/net',
      }
    : {
        fact: 'owners',
        says: 'none of its descriptors is a socket that listens for clients',
        source: `/proc/${pid}/fd`,
      };

/** The root of a container may not look everywhere either. */
const unlessElsewhere = ({ uid }: Machine): string =>
  `, unless in a network namespace of its own, which ${toBeSeenBy(uid)}`;

/** A watcher (nodemon, a reloader) whose log says that what it ran has crashed: that is what there is to tell. */
const hasLost = (meant: Process, logs: readonly LogExcerpt[], machine: Machine, port: number): boolean =>
  outlives(meant) &&
  errorsAbout(
    logs.filter(({ path }) => path === meant.output),
    machine,
    port,
  ).some(({ kind }) => kind === 'crash');

/** Whatever port its program has: a watcher in the caller's own folder was meant by it, where nobody else was, and no database. */
const idleHere = (
  processes: readonly Process[],
  { directory }: Machine,
  { port }: Question,
): Process | undefined =>
  port === 0 || directory === '/' || isOfService(port)
    ? undefined
    : processes.find(each => each.directory === directory && isIdleWatcher(each));

/** A watcher (nodemon) with nothing below it waits for a change of the files, and runsv to start it again. */
const alone = (watcher: Process, processes: readonly Process[], how: string): Finding =>
  absent(
    `${named(watcher, processes)} runs, and the server that it should run is not there: that has ended, or never began.`,
    'its server is not there',
    [
      {
        fact: 'processes',
        says: `pid ${watcher.pid} ${how}: ${watcher.command.join(' ').slice(0, 200)}`,
        source: `/proc/${watcher.pid}`,
      },
    ],
    [
      {
        title: 'Look at its output, or start the server without it: then the error is on the screen',
        text: outputOf(watcher),
        needsRoot: false,
      },
    ],
  );
