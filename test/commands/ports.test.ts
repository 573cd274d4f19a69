import { describe, expect, it } from 'vitest';
import { ageText, type PortView, renderPorts } from '../../src/render/ports.js';
import { plainTheme } from '../../src/render/theme.js';
import { beside, inNamespace, named, noNamespaces } from '../support/namespace.js';

const entry = beside(import.meta.url, 'ports.entry.ts');

const nginx = `
  ip link set lo up
  ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up
  ip addr add 10.1.0.1/24 dev v0
  cat > $FOLDER/nginx.conf <<CONF
worker_processes 2; pid $FOLDER/nginx.pid; error_log $FOLDER/error.log; user nobody nogroup;
events {} http { access_log off; server { listen 8080; listen [::]:8080; listen 10.1.0.1:8081; } }
CONF
  chmod a+rx $FOLDER
  nginx -c $FOLDER/nginx.conf
  setpriv --reuid=65534 --clear-groups /usr/bin/python3 -m http.server 8000 --bind 127.0.0.1 >/dev/null 2>&1 &

  for i in 1 2 3 4 5 6 7 8 9 10; do ss -Hltn 'sport = :8000' | grep -q 8000 && break; sleep 0.3; done
  sleep 0.3
`;

const onlyHere = { kind: 'this-machine', networks: [], blocked: [] };
const oneNetwork = { kind: 'networks', networks: ['10.1.0.0/24'], blocked: [] };

describe.skipIf(noNamespaces)(named('netcheck ports'), () => {
  it('lists each program on each port once, with its workers counted', () => {
    const { ports, schema, lacks } = JSON.parse(inNamespace(`${nginx} OPTIONS='{"json":true}' $NODE`, entry));
    expect([schema, lacks]).toEqual(['netcheck.ports/1', []]);
    for (const { startedAt, since } of ports) expect(since).toBe(new Date(startedAt).toISOString());
    expect(
      ports.map((view: PortView) => [
        view.port,
        view.addresses.map(({ address }) => address),
        view.exposure,
        view.user,
        view.program,
        view.pids.length,
        view.pid === Math.min(...view.pids),
      ]),
    ).toEqual([
      [8000, ['127.0.0.1'], onlyHere, 'nobody', 'http.server', 1, true],
      [8080, ['0.0.0.0', '::'], oneNetwork, 'root', 'nginx', 3, true],
      [8081, ['10.1.0.1'], oneNetwork, 'root', 'nginx', 3, true],
    ]);
  }, 60_000);

  it('is a table for people, chosen by port or program', () => {
    const script = `${nginx} $NODE; echo @@@; OPTIONS='{"filter":":8000"}' $NODE; echo @@@; OPTIONS='{"filter":"nginx"}' $NODE; echo @@@; OPTIONS='{"filter":"127.0.0.1"}' $NODE; echo @@@; OPTIONS='{"filter":"[::1]:8080"}' $NODE; echo @@@; OPTIONS='{"filter":"localhost:8000"}' $NODE; echo @@@; OPTIONS='{"filter":"*:8080"}' $NODE`;
    const [all, one, some, there, both, here, any] = inNamespace(script, entry)
      .split('@@@\n')
      .map(text => text.trimEnd().split('\n'));
    expect(all).toHaveLength(4);
    expect(all![0]).toMatch(/^PORT +ADDRESS +OPEN TO +USER +SINCE +LOGOUT +PID +PROGRAM$/);
    expect(all![1]).toMatch(/^8000\/tcp +127\.0\.0\.1 +this machine +nobody +\d+ s +\w+ +\d+ +http\.server$/);
    expect(all![2]).toMatch(/^8080\/tcp +0\.0\.0\.0, :: +10\.1\.0\.0\/24 +root .* 3× nginx$/);
    expect(all!.every(line => line.length <= 80)).toBe(true);
    expect(one!.slice(1).every(line => line.startsWith('8000/tcp'))).toBe(true);
    expect(some!.slice(1).map(line => line.split('/')[0])).toEqual(['8080', '8081']);
    // A wildcard address answers there as well.
    expect(there!.slice(1).map(line => line.split('/')[0])).toEqual(['8000', '8080']);
    expect(both!.slice(1).map(line => line.split('/')[0])).toEqual(['8080']);
    expect(here!.slice(1).map(line => line.split('/')[0])).toEqual(['8000']);
    // As ss prints a socket of both families.
    expect(any!.slice(1).map(line => line.split('/')[0])).toEqual(['8080']);
  }, 60_000);

  it('tells who gets in past the packet filter, and has a way back', () => {
    const script = `${nginx}
      ip route add default via 10.1.0.254
      nft -f - <<RULES
table inet filter {
  chain input {
    type filter hook input priority 0; policy accept;
    tcp dport 8081 drop
    tcp dport 8000 accept
  }
}
RULES
      OPTIONS='{"json":true}' $NODE; echo @@@
      nft add rule inet filter input ip saddr != 10.1.0.0/24 tcp dport 8080 reject
      OPTIONS='{"json":true}' $NODE; echo @@@; OPTIONS='{"filter":"8081"}' $NODE`;
    const [open = '', shut = '', table] = inNamespace(script, entry).split('@@@\n');
    const exposures = (text: string) =>
      Object.fromEntries(JSON.parse(text).ports.map(({ port, exposure }: PortView) => [port, exposure]));
    expect(exposures(open)).toEqual({
      8000: onlyHere,
      8080: { ...oneNetwork, kind: 'anyone' },
      8081: { kind: 'this-machine', networks: [], blocked: ['10.1.0.0/24'] },
    });
    expect(exposures(shut)[8080]).toEqual(oneNetwork);
    expect(table).toMatch(/8081\/tcp +10\.1\.0\.1 +firewalled +root/);
  }, 60_000);

  it('says when nothing listens', () => {
    expect(inNamespace('$NODE', entry)).toBe('Nothing listens here.\n');
  }, 60_000);

  it('as an ordinary user says whose owner is hidden', () => {
    const script = `${nginx} chmod -R a+rX $FOLDER; setpriv --reuid=1234 --clear-groups $NODE 2>&1`;
    const text = inNamespace(script, entry);
    expect(text).toMatch(/8080\/tcp .* hidden/);
    expect(text).toMatch(/netcheck: the programs behind some ports cannot be seen without root; /);
  }, 60_000);
});

describe('the table of ports', () => {
  const view: PortView = {
    protocol: 'tcp',
    port: 8000,
    addresses: [{ address: '::', device: 'eth0', v6only: false, queue: { used: 0, limit: 5 } }],
    exposure: { kind: 'networks', networks: ['10.0.0.0/8', '192.168.1.0/24'], blocked: [] },
    user: 'ana',
    pid: 42,
    pids: [42],
    program: 'node',
    command: 'node \u001b[2Jserver.js',
    startedAt: 1_000_000,
    survivesLogout: false,
    background: 'a job',
  };
  const render = (columns: number) =>
    renderPorts([view], { theme: plainTheme, columns, now: 1_000_000 + 200_000 }).split('\n')[1];

  it('escapes what processes call themselves, and marks what takes both families', () => {
    expect(render(120)).toBe('8000/tcp  *%eth0   2 networks  ana   3 min  ends    42   node \\e[2Jserver.js');
  });

  it('narrows the program first', () => {
    expect(render(66)).toBe('8000/tcp  *%eth0   2 networks  ana   3 min  ends    42   node \\e[2Js…');
  });

  it('tells ages in the largest unit that fits', () => {
    expect([-5, 999, 59_999, 60_000, 3_600_000, 200_000_000].map(ageText)).toEqual([
      '0 s',
      '0 s',
      '59 s',
      '1 min',
      '1 h',
      '2 d',
    ]);
  });
});
