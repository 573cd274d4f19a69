import { valueIn } from '../../facts/fact.js';
import { mentionsPort } from '../../facts/processes/candidates.js';
import type { Process } from '../../facts/processes/types.js';
import type { Unit } from '../../facts/units/types.js';
import { type Fix, warning } from '../../programs/fixes/fix.js';
import { serviceDropIn } from '../../programs/supervision/drop-in.js';
import { untilReboot } from '../lasting.js';
import { errorsAbout, logSays } from '../process/errors-about.js';
import { logOf, logsOfStopped } from '../process/unit-logs.js';
import { defineRule, type Evidence } from '../rule.js';
import { named } from '../serving.js';
import { absent, idleOn } from './absent.js';
import { saidByNamed } from './kept-from-named.js';

const CAP_NET_BIND_SERVICE = 10n;

const mayBind = ({ capabilities, uid }: Process) =>
  capabilities === null ? uid === 0 : ((BigInt(`0x${capabilities}`) >> CAP_NET_BIND_SERVICE) & 1n) === 1n;

/** The program that wanted the port lacks the privilege for it: its log says EACCES, or it runs, names the port and may not. */
export const rule = defineRule({
  code: 'port/privileged',
  needs: ['sockets', 'limits', 'machine'],
  mayUse: ['logs', 'processes', 'units', 'pm2', 'owners', 'subject', 'listeners'],
  // A security module is asked before the capability is.
  explainedBy: ['port/selinux'],
  check(facts, question) {
    const { sockets, limits, machine, logs, processes, units, pm2 } = facts;
    const start = limits.unprivilegedPortStart;
    const said = saidByNamed(facts, question, 'permission');
    const word = said?.meant && mayBind(said.meant) ? undefined : said;
    const port = word?.error.port ?? question.port;
    if (!(word || idleOn(sockets, question)) || port === 0 || port >= start) return undefined;
    const written = [...(valueIn(logs) ?? []), ...logsOfStopped(units, pm2, machine, port)];
    const denied =
      word?.error ?? errorsAbout(written, machine, port).find(each => each.kind === 'permission');
    const all = valueIn(processes) ?? [];
    const wanting = word?.meant ?? all.find(each => mentionsPort(each.command, port) && !mayBind(each));
    const evidence: Evidence[] = [
      ...(denied ? [logSays(denied)] : []),
      ...(wanting
        ? [
            {
              fact: 'processes' as const,
              says: `${named(wanting, all)} ${word ? 'wants' : 'names'} port ${port} and lacks CAP_NET_BIND_SERVICE`,
              source: `/proc/${wanting.pid}/status`,
            },
          ]
        : []),
      {
        fact: 'limits',
        says: `ports below ${start} need a privilege`,
        source: 'net.ipv4.ip_unprivileged_port_start',
      },
    ];
    if (evidence.length === 1) return undefined;
    const unit = (valueIn(units) ?? []).find(
      each => each.scope === 'system' && denied?.path === logOf(each) && each.command !== '',
    );
    const who = wanting ? named(wanting, all) : (unit?.name ?? 'The server');
    const found = absent(
      `${who} could not have port ${port}: ports below ${start} need a privilege that an ordinary user's program lacks.`,
      `below ${start}`,
      evidence,
      [
        ...(unit ? [allowed(unit, port, machine.uid)] : []),
        {
          title: 'Use a port that needs no privilege',
          text: `Start the server on 8080, say, and let a proxy (nginx, Caddy) or a redirect serve port ${port}.`,
          needsRoot: false,
        },
        {
          title: 'Give the program the privilege',
          text: [
            'In its systemd unit, under [Service]:',
            '  AmbientCapabilities=CAP_NET_BIND_SERVICE',
            'Or on its executable (for a script: on the interpreter):',
            '  sudo setcap cap_net_bind_service=+ep /path/to/program',
            'Or for everybody, at every port from there on:',
            `  sudo sysctl -w net.ipv4.ip_unprivileged_port_start=${port}`,
            untilReboot,
          ].join('\n'),
          needsRoot: true,
        },
      ],
    );
    // The title knows the kernel's default.
    return start === 1024 ? found : { ...found, headline: `ports below ${start} need a privilege here` };
  },
});

/**
 * systemd hands it to a service that runs as somebody else than root (systemd.exec(5)), where its bounding set has it; what
 * a drop-in adds to that set or to SocketBindAllow= comes to what is there. In a user namespace of its own it is worth nothing.
 */
function allowed({ name, sandbox = [] }: Unit, port: number, uid: number): Fix {
  const base = { title: `Give ${name} the privilege`, needsRoot: uid !== 0 };
  const lines = [
    'AmbientCapabilities=CAP_NET_BIND_SERVICE',
    ...(sandbox.includes('CapabilityBoundingSet') ? ['CapabilityBoundingSet=CAP_NET_BIND_SERVICE'] : []),
    ...(sandbox.includes('SocketBindDeny') ? [`SocketBindAllow=${port}`] : []),
    ...(sandbox.includes('PrivateUsers') ? ['PrivateUsers=no'] : []),
  ];
  return {
    ...base,
    steps: serviceDropIn(name, 'privileged-port', lines),
    ...warning(
      sandbox.includes('PrivateUsers') ? 'It then runs among the users of this machine.' : undefined,
    ),
  };
}
