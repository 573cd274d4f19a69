import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { NameLookup, NameServerAnswer } from '../../../src/facts/names/types.js';
import { whyUnresolved } from '../../../src/rules/name/unresolved.js';
import { beside, inNamespace, named, noNamespaces } from '../../support/namespace.js';

const entry = beside(import.meta.url, 'lookup.entry.ts');

/** Real dnsmasq servers on loopback addresses of an own namespace, with its own hosts file and resolver configuration. */
function machine(
  files: { hosts?: string; resolv?: string; hostsOrder?: string },
  servers: readonly string[],
  names: string,
): NameLookup[] {
  const put = (file: string, text: string) =>
    `printf '%s' '${text}' >$FOLDER/file-${file}; mount --bind $FOLDER/file-${file} /etc/${file}`;
  const script = `
    ip link set lo up
    ${put('hosts', files.hosts ?? '127.0.0.1 localhost\n')}
    ${put('resolv.conf', files.resolv ?? servers.map((_, index) => `nameserver 127.0.0.${53 + index}\n`).join(''))}
    ${put('nsswitch.conf', `hosts: ${files.hostsOrder ?? 'files dns'}\n`)}
    ${servers
      .map(
        (options, index) =>
          `dnsmasq -k -p 53 -a 127.0.0.${53 + index} --bind-interfaces --no-resolv --no-hosts --user=root --pid-file= ${options} >/dev/null 2>&1 &`,
      )
      .join('\n')}
    for n in $(seq 400); do [ "$(ss -Hlnt sport = :53 | wc -l)" -ge ${servers.length} ] && break; sleep 0.05; done
    $NODE ${names}`;
  return inNamespace(script, entry)
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
}

const short = (answers: readonly NameServerAnswer[]) => [
  ...new Set(
    answers.map(each => `${each.server} ${each.question} ${each.outcome} ${each.addresses.join()}`.trim()),
  ),
];

describe.skipIf(noNamespaces)(named('names, with real name servers'), () => {
  it('come from the hosts file, with its line', () => {
    const [found] = machine(
      { hosts: '127.0.0.1 localhost\n10.9.9.9  App.test # x\n' },
      ['--address=/app.test/10.1.1.1'],
      'app.TEST',
    );
    expect(found).toMatchObject({
      from: 'hosts',
      hosts: [{ line: 2, address: '10.9.9.9' }],
      addresses: [{ address: '10.9.9.9' }],
    });
    expect(short(found!.answers)).toContain('127.0.0.53 app.TEST NOERROR 10.1.1.1');
  });

  it('come from DNS, both families', () => {
    const [found] = machine({}, ['--host-record=app.test,10.1.1.1,fd77::1'], 'app.test');
    expect(found).toMatchObject({ from: 'dns', error: null });
    expect(found!.addresses.map(each => each.address).sort()).toEqual(['10.1.1.1', 'fd77::1']);
  });

  it('are asked of every server by itself', () => {
    const [found] = machine(
      { resolv: 'nameserver 127.0.0.53\nnameserver 127.0.0.54\nnameserver 127.0.0.77\n' },
      ['--local=/test/', '--address=/app.test/10.1.1.1'],
      'app.test',
    );
    expect(found).toMatchObject({ addresses: [], error: 'ENOTFOUND' });
    expect(short(found!.answers.filter(each => each.type === 'A'))).toEqual([
      '127.0.0.53 app.test NXDOMAIN',
      '127.0.0.54 app.test NOERROR 10.1.1.1',
      '127.0.0.77 app.test refused',
    ]);
    expect(whyUnresolved(found!)).toBe('name/resolver-config');
  });

  it('of localhost are nobody else to ask for', () => {
    const [found] = machine({ hosts: '::1 localhost\n' }, ['--address=/localhost/10.1.1.1'], 'localhost');
    expect(found).toMatchObject({ addresses: [{ family: 6, address: '::1' }], answers: [], servers: [] });
  });

  it('by a search domain that answers for everything are known as such', () => {
    const resolv = 'nameserver 127.0.0.53\nsearch wild.test\n';
    const [found, other] = machine(
      { resolv },
      ['--local=/tset/ --address=/wild.test/10.1.1.1 --host-record=one.test,10.2.2.2'],
      'api.tset one.test',
    );
    expect(found).toMatchObject({ addresses: [{ address: '10.1.1.1' }], wildcards: ['wild.test'] });
    expect(other).toMatchObject({ addresses: [{ address: '10.2.2.2' }], wildcards: [] });
  });

  it('end in the right cause', () => {
    const why = (...args: Parameters<typeof machine>) => machine(...args).map(whyUnresolved);
    expect(why({}, ['--local=/test/'], 'no.test')).toEqual(['name/not-found']);
    expect(why({}, ['--local=/test/ --txt-record=txt.test,x'], 'txt.test')).toEqual(['name/not-found']);
    expect(why({}, [''], 'no.test')).toEqual(['name/server-failure']);
    expect(why({ resolv: 'nameserver 127.0.0.77\n' }, [], 'no.test')).toEqual(['name/resolver-unreachable']);
    // No route leads there (RFC 5737).
    expect(why({ resolv: 'nameserver 192.0.2.1\n' }, [], 'no.test')).toEqual(['name/resolver-unreachable']);
    expect(why({ resolv: '' }, [], 'no.test')).toEqual(['name/resolver-unreachable']);
    expect(why({ hostsOrder: 'files' }, ['--address=/app.test/10.1.1.1'], 'app.test')).toEqual([
      'name/resolver-config',
    ]);
    expect(why({}, ['--local=/local/'], 'printer.local')).toEqual(['name/mdns-unavailable']);
    expect(why({ hosts: '10.1.1.1:80 app.test\n' }, ['--local=/test/'], 'app.test')).toEqual([
      'name/resolver-config',
    ]);
  });

  it('of many addresses are asked for again by TCP', () => {
    const records = Array.from(
      { length: 60 },
      (_, index) => `--host-record=many.test,10.3.0.${index + 1}`,
    ).join(' ');
    const [found] = machine({}, [records], 'many.test');
    expect(found!.answers.find(each => each.type === 'A')?.addresses).toHaveLength(60);
  });

  it('that do not come by TCP either are no half answers, and hold nobody up', () => {
    const start = performance.now();
    const text = inNamespace(
      `ip link set lo up
       printf 'nameserver 127.0.0.99\\n' >$FOLDER/r; mount --bind $FOLDER/r /etc/resolv.conf; printf 'hosts: files dns' >$FOLDER/n; mount --bind $FOLDER/n /etc/nsswitch.conf
       nft 'table ip f { chain o { type filter hook output priority 0; tcp dport 53 drop; }; }'
       python3 -c 'import socket
s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM); s.bind(("127.0.0.99",53))
while True:
    q,a=s.recvfrom(999); s.sendto(q[:2]+bytes([0x83,0x80])+q[4:6]+bytes(6)+q[12:],a)' &
       until ss -Hlun src 127.0.0.99:53 | grep -q .; do sleep 0.1; done; $NODE app.test`,
      entry,
    );
    const found: NameLookup = JSON.parse(text);
    expect(found.answers[0]).toMatchObject({ outcome: 'timeout', truncated: true, addresses: [] });
    expect(whyUnresolved(found)).toBe('name/resolver-unreachable');
    // The C library would try for two minutes.
    expect(performance.now() - start).toBeLessThan(60_000);
  });

  it("with a silent server cost seconds, not the resolver's patience", () => {
    const resolv = 'nameserver 127.0.0.99\n';
    const text = inNamespace(
      `ip link set lo up; printf '${resolv}' >$FOLDER/r; mount --bind $FOLDER/r /etc/resolv.conf; printf 'hosts: files dns' >$FOLDER/n; mount --bind $FOLDER/n /etc/nsswitch.conf
       python3 -c 'import socket,time; s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM); s.bind(("127.0.0.99",53)); time.sleep(60)' &
       until ss -Hlun src 127.0.0.99:53 | grep -q .; do sleep 0.1; done; $NODE app.test`,
      entry,
    );
    expect(whyUnresolved(JSON.parse(text))).toBe('name/resolver-unreachable');
    expect(JSON.parse(text).ms).toBeLessThan(5000);
  });
});

it('has dnsmasq to test with', () => {
  if (!noNamespaces) execFileSync('dnsmasq', ['--version'], { stdio: 'ignore' });
});
