import { beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/commands/ifaces.js';
import { realSystem } from '../../src/system/real.js';
import type { System } from '../../src/system/system.js';
import { beside, inNamespace, named, noNamespaces } from '../support/namespace.js';

const entry = beside(import.meta.url, 'ifaces.entry.ts');

// The end of a cable in another namespace, one that is down, a label, addresses that end or have another end.
const setUp = `
  ip link set lo up
  ip link add v0 type veth peer name v1
  ip link add br0 type bridge
  ip link set v0 up; ip link set v1 up master br0; ip link set br0 up
  ip addr add 10.1.0.1/24 brd + dev v0
  ip addr add 10.1.0.9/24 dev v0 label v0:web
  ip addr add 10.1.1.1/24 dev v0 metric 77
  ip link property add dev v0 altname wire altname the-other-name-of-this-one
  ip addr add 10.2.0.1 peer 10.2.0.2/32 dev v0
  ip -6 addr add 2001:db8::1/64 dev v0 nodad
  ip -6 addr add 2001:db8::2/64 dev v0 nodad preferred_lft 0
  ip link add v2 type veth peer name v3
  ip addr add 10.4.0.1/24 dev v2
  sleep 1
  while ip -6 addr | grep -q tentative; do sleep 0.2; done
`;
const servers = `
  python3 -c '
import socket, time
kept = []
def listen(family, address, device=None, v6only=None, kind=socket.SOCK_STREAM):
    s = socket.socket(family, kind); kept.append(s)
    if v6only is not None: s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, v6only)
    if device: s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device)
    s.bind(address)
    if kind == socket.SOCK_STREAM: s.listen(1)
listen(socket.AF_INET, ("0.0.0.0", 80))
listen(socket.AF_INET, ("127.0.0.1", 8000))
listen(socket.AF_INET6, ("::", 8001), v6only=1)
listen(socket.AF_INET6, ("::", 8002), v6only=0)
listen(socket.AF_INET, ("10.1.0.9", 8003))
listen(socket.AF_INET, ("0.0.0.0", 8004), device=b"v0")
for port in (9001, 9002, 9003): listen(socket.AF_INET, ("10.1.0.1", port))
listen(socket.AF_INET, ("0.0.0.0", 53), kind=socket.SOCK_DGRAM)
print("ready", flush=True); time.sleep(60)' > $FOLDER/ready &


  while ! grep -qs ready $FOLDER/ready; do sleep 0.1; done
`;
const withoutAnswers = (text: string) =>
  text
    .split('\n')
    .filter(line => !/^ {7}(answers|no port| {14})/.test(line))
    .map(line => line.trimEnd())
    .join('\n');
const lines = (text: string) => text.split('\n').map(line => line.trim());

const asking = (options: object) => `OPTIONS='${JSON.stringify(options)}' $NODE; echo @@@`;
/** What is held against ip(8). */
const alike: Readonly<Record<string, object>> = {
  'ip addr': {},
  'ip -4 addr': { '4': true },
  'ip -6 addr': { '6': true },
  'ip -br addr': { brief: true },
  'ip addr show wire': { name: 'the-other-name-of-this-one' },
};

describe.skipIf(noNamespaces)(named('netcheck ifaces'), () => {
  let printed: string[];
  beforeAll(() => {
    const pairs = Object.entries(alike).map(([theirs, ours]) => `${asking(ours)}; ${theirs}; echo @@@`);
    const withServers = [{}, { json: true, name: 'lo' }].map(asking);
    printed = inNamespace([setUp, ...pairs, servers, ...withServers].join('\n'), entry).split('@@@\n');
  });
  const bothOf = (theirs: string) =>
    printed.slice(2 * Object.keys(alike).indexOf(theirs)) as [string, string];

  it.each(['ip addr', 'ip addr show wire'])('has the layout of %s', command => {
    const [ours, theirs] = bothOf(command);
    expect(withoutAnswers(ours)).toBe(withoutAnswers(theirs));
  });

  it.each(['ip -4 addr', 'ip -6 addr', 'ip -br addr'])('has the layout of %s', command => {
    const [ours, theirs] = bothOf(command);
    const plain = (text: string) =>
      withoutAnswers(text)
        .replace(/ (qdisc|master|group) \S+/g, '')
        .replace(/^ +altname .*\n/gm, '')
        .replace(/ +$/gm, '')
        .trimEnd();
    // For one family ip(8) leaves out the line of the link; for IPv6 some words of the first line and other names, which we keep.
    expect(plain(ours)).toBe(plain(theirs));
  });

  it('shows under each address the ports that answer on it', () => {
    const all = lines(printed.at(-3)!);
    const below = (address: string) => {
      const at = all.findIndex(line => line.includes(` ${address}`));
      return all.slice(at + 2, at + 4).filter(line => /^(answers|no port)/.test(line));
    };
    expect(below('127.0.0.1/8')).toEqual(['answers on tcp 80 8000 8002', 'answers on udp 53']);
    expect(below('::1/128')).toEqual(['answers on tcp 8001 8002']);
    expect(below('10.1.0.1/24')).toEqual(['answers on tcp 80 8002 8004 9001-9003', 'answers on udp 53']);
    expect(below('10.1.0.9/24')).toEqual(['answers on tcp 80 8002-8004', 'answers on udp 53']);
    expect(below('2001:db8::1/64')).toEqual(['answers on tcp 8001 8002']);
    expect(below('10.4.0.1/24')).toEqual(['answers this machine only: the interface is down']);
  });

  it('gives the same as JSON, for one interface', () => {
    const document = JSON.parse(printed.at(-2)!);
    expect(document).toMatchObject({ schema: 'netcheck.ifaces/1', lacks: [] });
    expect(document.interfaces).toMatchObject([
      {
        name: 'lo',
        addresses: [
          { address: '127.0.0.1', answers: { tcp: [80, 8000, 8002], udp: [53] } },
          { address: '::1', answers: { tcp: [8001, 8002], udp: [] } },
        ],
      },
    ]);
  });
});

describe('netcheck ifaces', () => {
  const printed = { out: '', err: '' };
  const context = (system: System) => ({
    system,
    out: (text: string) => {
      printed.out += text;
    },
    err: (text: string) => {
      printed.err += text;
    },
    terminal: false,
    columns: 80,
    colour: false,
  });

  it('refuses an interface that is not there, and names those that are', async () => {
    await expect(run({ name: 'nothing\u001b[31m' }, context(realSystem))).rejects.toMatchObject({
      name: 'UsageError',
      message: 'there is no interface nothing\\e[31m',
    });
  });

  it('says with status 3 what cannot be read', async () => {
    const refuse = (path: string): never => {
      throw Object.assign(new Error(path), { code: 'EACCES' });
    };
    const blind = {
      ...realSystem,
      platform: 'linux' as const,
      netlink: () => undefined,
      list: refuse,
      read: refuse,
    };
    expect(await run({}, context(blind))).toBe(3);
    expect(printed.err).toMatch(/^netcheck: the interfaces cannot be read: .*root/);
  });
});
