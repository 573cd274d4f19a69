// docs/performance.md, from one run of the benchmark.
import { cpus } from 'node:os';

const times = ratio => `${ratio.toFixed(ratio < 0.1 ? 3 : 2)} ×`;
const against = (measured, aim) =>
  `${times(measured)} | ≤ ${aim.toFixed(2)} × | ${measured <= aim ? 'yes' : '**no**'}`;
const ms = value => `${value.toFixed(value < 10 ? 1 : 0)}`;

/** What each figure is to be compared with, and what is aimed for. */
const aims = ({ started, idle, connected, many }) => [
  ['`netcheck --version`', '`node -e 0`', against(started.version.ratio, 1.2)],
  ['`netcheck --help`', '`node -e 0`', against(started.help.ratio, 1.2)],
  ['`netcheck ifaces`', '`node -e 0`', against(started.ifaces.ratio, 1.5)],
  ['`netcheck why`, idle machine', '`node -e 0`', against(idle.toNode, 2)],
  ['the same, with a network, routes and a firewall', '`node -e 0`', against(connected.toNode, 3)],
  ['the same, among 100,000 descriptors', '`ss`', against(many.toSs, 0.2)],
  ['', '`lsof`', against(many.toLsof, 0.08)],
  [
    'its memory then, over `node -e 0`',
    '',
    `+${many.memory.toFixed(0)} MB | ≤ +15 MB | ${many.memory <= 15 ? 'yes' : '**no**'}`,
  ],
];

/** The page: what was measured, on what, against what, and whether the aims are met. */
export const page = results => {
  const { idle, connected, some, many, rounds, release, load } = results;
  const states = {
    idle,
    'network, routes, firewall': connected,
    '10,000 descriptors': some,
    '100,000 descriptors': many,
  };
  const witr = idle.toWitr !== undefined;
  const grown = name => ((many.ms[name] / many.ms.nothing / idle.ms[name]) * idle.ms.nothing).toFixed(1);
  return `# Performance

Figures of one run of \`npm run bench\`, which writes this page: Linux ${release}, ${cpus().length} cores
(${cpus()[0]?.model.trim() ?? 'unknown'}), Node ${process.version}, load average ${load.toFixed(1)}. The commands run in turn, ${rounds}
rounds, at the highest priority, in a network and pid namespace of their own, without NODE_EXTRA_CA_CERTS (a file of
certificates makes Node itself start three times slower). A ratio is the median of the ratios of the same round: on a
machine that is busy with other things (a load average above its number of cores), the ratios still mean something, the
milliseconds do not.

## Aims

| | compared with | measured | aim | met |
|---|---|---|---|---|
${aims(results)
  .map(cells => `| ${cells.join(' | ')} |`)
  .join('\n')}

## \`netcheck why 8000 --json\` on machines that differ

The server is an HTTP server on 127.0.0.1:8000. \`ss\` is \`ss -Hltnp 'sport = :8000'\`, \`lsof\` is \`lsof -nP -iTCP:8000\`: they say who
listens; \`netcheck why\` also connects, reads routes, rules and limits, and judges. The crowd is 100 or 1,000 processes of 100
descriptors each: 5 listeners, both ends of 25 connections, 45 files. ${witr ? '`witr` is `witr --port 8000`.' : '`witr` is measured too where it is installed; here it is not.'}
Medians in milliseconds:

| machine | \`node -e 0\` | \`netcheck why\` | \`ss\` | \`lsof\` | × node | × ss | × lsof | memory over node, MB |${witr ? ' `witr` | × witr |' : ''}
|---|---|---|---|---|---|---|---|---|${witr ? '---|---|' : ''}
${Object.entries(states)
  .map(
    ([name, one]) =>
      `| ${name} | ${ms(one.ms.nothing)} | ${ms(one.ms.why)} | ${ms(one.ms.ss)} | ${ms(one.ms.lsof)} | ${one.toNode.toFixed(2)} | ${one.toSs.toFixed(2)} | ${one.toLsof.toFixed(3)} | ${one.memory.toFixed(0)} |${witr ? ` ${ms(one.ms.witr)} | ${one.toWitr.toFixed(2)} |` : ''}`,
  )
  .join('\n')}

From an idle machine to one with 100,000 descriptors, as multiples of \`node -e 0\` on each: \`netcheck why\` takes ${grown('why')} times
as long, \`ss\` ${grown('ss')} times, \`lsof\` ${grown('lsof')} times.

## Where the time goes

Of what \`why\` adds to Node's own start on an idle machine, roughly: two fifths are bringing its code in (a megabyte and a half, kept
compiled from the first run on; without that, the whole run takes 2.2 times as much processor time), a sixth is finding and reading
the processes that hold the port, a sixth the rules, a tenth the garbage of it all, and the rest netlink, /proc and the
server's own answer, on sockets of our own: Node's take 5 ms to load. With a packet filter, two runs of \`nft\` are added, each
of which costs 2 ms to start.
Among many processes, each one's number of descriptors is asked, and as few of them as will do are looked into.

How the bundled server compares with others: \`npm run bench:serve\`.
`;
};
