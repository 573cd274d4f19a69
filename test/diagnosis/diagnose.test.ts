import { describe, expect, it } from 'vitest';
import { unknown } from '../../src/facts/fact.js';
import type { Socket } from '../../src/facts/sockets/types.js';
import { renderReport } from '../../src/render/report.js';
import { plainTheme } from '../../src/render/theme.js';
import { rules } from '../../src/rules/index.js';
import { defineRule } from '../../src/rules/rule.js';
import { unit } from '../programs/situation.js';
import { iptables, rulesOf } from '../support/firewall.js';
import { loopback, nic } from '../support/ground.js';
import { codes, diagnosed, errors, listener, probe, running } from '../support/healthy.js';
import { attempt, spoke } from '../support/talks.js';

const refused = (port = 8000) => [probe('127.0.0.1', port, 'refused'), probe('10.0.0.1', port, 'refused')];
const loopbackOnly = {
  sockets: [listener('127.0.0.1', 8000)],
  probes: [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000, 'refused')],
};

describe('verdicts', () => {
  it('writes a name as it is with which a headline begins', () => {
    const words = 'FATAL 57P03: the database system is not accepting connections';
    const probes = [attempt([spoke('postgresql', words)], { address: '10.0.0.1' })];
    expect(diagnosed('10.0.0.1:8000', { probes }).summary).toContain(': PostgreSQL runs, and');
  });

  it('calls a healthy machine reachable, with no cause at all', () => {
    const diagnosis = diagnosed('8000');
    expect(codes(diagnosis)).toEqual([]);
    expect(diagnosis.verdict).toBe('reachable');
    expect(diagnosis.broken).toEqual([]);
    expect(diagnosis.reach.map(each => each.outcome)).toEqual(['ok', 'ok', 'ok']);
  });

  it('names who answers, of two programs each at its own address', () => {
    const two = {
      sockets: [listener('10.0.0.1', 8000, { inode: 2 }), listener('127.0.0.1', 8000, { inode: 1 })],
      owners: { pidsByInode: { 1: [42], 2: [43] }, hidden: [] },
      processes: [running(42, ['python3', 'app.py']), running(43, ['nginx'])],
      probes: [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000)],
    };
    expect(diagnosed('10.0.0.1:8000', two).summary).toContain('nginx (pid 43, ana');
    expect(diagnosed('127.0.0.1:8000', two).summary).toContain('app.py (pid 42, ana');
    expect(diagnosed('127.0.0.1:8000', two).process?.pid).toBe(42);
    const { summary } = diagnosed('8000', two);
    expect(summary).toContain('app.py (pid 42, ana) at 127.0.0.1');
    expect(summary).toContain('nginx (pid 43, ana) at 10.0.0.1');
  });

  it('names the socket unit that systemd listens for', () => {
    const ofSystemd = {
      owners: { pidsByInode: { 1: [1] }, hidden: [] },
      sockets: [listener('0.0.0.0', 8000, { inode: 1 })],
      processes: [running(1, ['/usr/lib/systemd/systemd'], { user: 'root', parent: 0 })],
      units: [unit({ name: 'shop.socket', listens: ['0.0.0.0:8000'] })],
    };
    expect(diagnosed('8000', ofSystemd).summary).toContain('systemd (pid 1, root, for shop.socket)');
    expect(diagnosed('8000', { ...ofSystemd, units: [] }).summary).toContain('systemd (pid 1, root)');
  });

  it("takes no server here for another machine's on the same port", () => {
    const { summary, process } = diagnosed('10.0.0.9:8000', { probes: [probe('10.0.0.9', 8000)] });
    expect(summary).toBe('10.0.0.9:8000 answers.');
    expect(process).toBeNull();
  });

  it('calls a loopback server local-only when the network is asked about too', () => {
    const diagnosis = diagnosed('8000', loopbackOnly);
    expect(diagnosis.verdict).toBe('local-only');
    expect(errors(diagnosis)).toEqual(['bind/loopback-only']);
    expect(diagnosis.summary).toBe(
      'Port 8000 answers on this machine only: the server listens on loopback only.',
    );
  });

  it('rules nothing out that follows from another cause', () => {
    const interfaces = [loopback, nic('eth0', ['10.0.0.1/24', 'fd00::1/64'])];
    const { explainedAway, ruledOut } = diagnosed('8000', { ...loopbackOnly, interfaces });
    expect(explainedAway).toContainEqual({ code: 'bind/ipv4-only', by: 'bind/loopback-only' });
    expect(ruledOut).not.toContain('bind/ipv4-only');
  });

  it('calls the same server reachable when only this machine asks', () => {
    const diagnosis = diagnosed('127.0.0.1:8000', loopbackOnly);
    expect(diagnosis.verdict).toBe('reachable');
    expect(codes(diagnosis)).toEqual([]);
  });

  it('calls a port that nobody serves unreachable', () => {
    const diagnosis = diagnosed('8000', { sockets: [], probes: refused(), processes: [] });
    expect(diagnosis.verdict).toBe('unreachable');
    expect(errors(diagnosis)).toEqual(['port/nothing-listens']);
  });

  it('names what stops those whose packets a rule sends on before what the others meet', () => {
    const sentOn =
      '*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -i eth0 -p tcp --dport 8000 -j DNAT --to-destination 172.17.0.2:80\nCOMMIT\n*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -s 172.17.0.2/32 -j DROP\nCOMMIT';
    const nobody = { sockets: [], probes: refused(), processes: [] };
    const diagnosis = diagnosed(
      '8000',
      {
        ...nobody,
        interfaces: [
          loopback,
          nic('eth0', ['10.0.0.1/24', 'fd00::1/64']),
          nic('eth1', ['10.88.0.1/24'], { index: 3 }),
        ],
        firewall: rulesOf(iptables([], {}, sentOn), { forwarding: { eth0: true } }),
      },
      { from: 'lan', family: null },
    );
    expect(errors(diagnosis)).toEqual(['firewall/reply-dropped', 'port/nothing-listens']);
  });

  it('tells two networks apart by their addresses', () => {
    const drop = ['-A INPUT -s 10.88.0.0/24 -p tcp --dport 8000 -j DROP'];
    const nets = [nic('eth0', ['10.0.0.1/24']), nic('eth1', ['10.88.0.1/24'], { index: 3 })];
    const firewall = rulesOf(iptables(drop));
    const asked = (interfaces: typeof nets) =>
      diagnosed('8000', { interfaces: [loopback, ...interfaces], firewall }, { from: 'lan', family: null });
    expect(asked(nets).summary).toMatch(
      /^Port 8000 answers from 10\.0\.0\.0\/24, but not from 10\.88\.0\.0\/24: /,
    );
    expect(asked(nets.slice(1)).summary).toContain('from your network (10.88.0.0/24)');
  });

  it('tells two interfaces on one network apart', () => {
    const drop = ['-A INPUT -i wlan0 -p tcp --dport 8000 -j DROP'];
    const interfaces = [loopback, nic('eth0', ['10.0.0.1/24']), nic('wlan0', ['10.0.0.2/24'], { index: 3 })];
    const firewall = rulesOf(iptables(drop));
    const { summary, reach } = diagnosed('8000', { interfaces, firewall }, { from: 'lan', family: null });
    expect(summary).toMatch(
      /^Port 8000 answers from 10\.0\.0\.0\/24 by eth0, but not from 10\.0\.0\.0\/24 by wlan0: /,
    );
    expect(reach.map(each => `${each.interface} ${each.outcome}`)).toEqual(['eth0 ok', 'wlan0 timeout']);
  });

  it('takes its own attempt for that of others where a rule leads both to the same place', () => {
    const led = (chains: readonly string[], first = '', filter: readonly string[] = []) => {
      const rules = chains.flatMap(name => {
        const to = (port: number, match: string) =>
          `-A ${name} -d 10.0.0.1/32 -p tcp --dport 8000 ${match}-j DNAT --to-destination 10.0.0.1:${port}`;
        return [...(first ? [to(8081, first)] : []), to(8080, '')];
      });
      const nat = `*nat\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${rules.join('\n')}\nCOMMIT`;
      const firewall = rulesOf(iptables(filter, {}, nat));
      const listeners = [listener('0.0.0.0', 8080), listener('0.0.0.0', 8081)];
      const nobody = { sockets: [], probes: refused(), processes: [], listeners, firewall };
      return diagnosed('10.0.0.1:8000', nobody).reach.find(each => each.from === 'lan')?.outcome;
    };
    const both = ['PREROUTING', 'OUTPUT'];
    expect(led(both)).toBe('unknown');
    expect(led(['PREROUTING'])).toBe('ok');
    expect(led(['OUTPUT'])).toBe('refused');
    expect(led(both, '', ['-A OUTPUT -p tcp --dport 8080 -j REJECT'])).toBe('ok');
    // Chance led it to one of several, and may lead others to another.
    expect(led(both, '-m statistic --mode random --probability 0.5 ')).toBe('ok');
  });

  it('does not claim what the firewall would do where it cannot be read', () => {
    const diagnosis = diagnosed('8000', {
      firewall: unknown('needs-root', 'the firewall’s rules cannot be read without root'),
    });
    expect(diagnosis.verdict).toBe('inconclusive');
    expect(errors(diagnosis)).toEqual([]);
    expect(diagnosis.unchecked.map(each => each.code)).toContain('firewall/drop');
  });

  it('says what it lacks for one client, though it is named for another', () => {
    const filter = [
      '-A INPUT -m geoip --source-country XX -j DROP',
      '-A INPUT ! -s 10.0.0.0/8 -p tcp --dport 8000 -j DROP',
    ];
    const diagnosis = diagnosed('8000', {
      firewall: rulesOf(iptables(filter)),
      probes: [probe('127.0.0.1', 8000, 'timeout'), probe('10.0.0.1', 8000)],
    });
    expect(diagnosis.verdict).toBe('inconclusive');
    expect(diagnosis.causes.map(each => each.code)).toContain('firewall/drop');
    expect(diagnosis.unchecked).toContainEqual({
      code: 'firewall/drop',
      lacks: expect.stringContaining('geoip'),
    });
  });

  const unread = unknown('needs-root', 'the firewall’s rules cannot be read without root');
  const connection = (remote: string, over: Partial<Socket> = {}) =>
    listener('10.0.0.1', 8000, {
      state: 'established',
      remote: { address: remote, port: 50000 },
      inode: 1,
      ...over,
    });
  const withClient = (remote: string, passed?: Socket['passed'], target = '8000', unsent = 128) => {
    const queue = { used: 0, limit: unsent };
    return diagnosed(target, {
      firewall: unread,
      sockets: [listener('0.0.0.0', 8000), connection(remote, { queue, ...(passed ? { passed } : {}) })],
    });
  };

  it('takes an open connection from that network, on which data passed, as proof', () => {
    const diagnosis = withClient('10.0.0.7', { received: 80, acknowledged: 300 });
    expect(diagnosis.verdict).toBe('reachable');
    expect(diagnosis.reach.find(each => each.from === 'lan')?.by).toBe('seen');
  });

  it.each([
    ['whose payload is not told', undefined],
    ['that is idle since its handshake', { received: 0, acknowledged: 0 }],
    ['on which the server alone was heard', { received: 0, acknowledged: 30 }],
  ])(
    'takes a connection %s for proof that others get through, and not that a request does',
    (_what, passed) => {
      expect(withClient('10.0.0.7', passed).verdict).toBe('reachable');
      expect(withClient('10.0.0.7', passed, 'http://10.0.0.1:8000/').verdict).toBe('inconclusive');
    },
  );

  it('takes one for proof whose client has not been answered yet', () => {
    expect(withClient('10.0.0.7', { received: 80, acknowledged: 0 }, '8000', 0).verdict).toBe('reachable');
  });

  it.each([
    ['whose answers do not arrive', '10.0.0.7', { received: 80, acknowledged: 0 }],
    ['whose greeting does not arrive', '10.0.0.7', { received: 0, acknowledged: 0, retransmits: 2 }],
    ['that no longer arrives', '10.0.0.7', { received: 80, acknowledged: 300, retransmits: 4 }],
    ['of another network', '10.9.0.7', { received: 80, acknowledged: 300 }],
    ['of this machine itself', '10.0.0.1', { received: 80, acknowledged: 300 }],
  ])('takes no connection as proof %s', (_what, remote, passed) => {
    const diagnosis = withClient(remote, passed);
    expect(diagnosis.verdict).toBe('inconclusive');
    expect(diagnosis.reach.find(each => each.from === 'lan')?.outcome).toBe('unknown');
  });

  it('takes no UDP socket for a connection that was made', () => {
    const server = { protocol: 'udp', state: 'unconnected' } as const;
    const sockets = [
      listener('0.0.0.0', 8000),
      listener('0.0.0.0', 8000, server),
      connection('10.0.0.7', { protocol: 'udp' }),
    ];
    const probes = [{ ...probe('10.0.0.1', 8000), protocol: 'udp', conversations: [] } as const];
    const lan = (target: string, more: object = {}) =>
      diagnosed(target, { firewall: unread, sockets, ...more }, { from: 'lan', family: null }).verdict;
    expect(lan('8000')).toBe('inconclusive');
    expect(lan('8000/udp', { probes })).toBe('inconclusive');
  });

  it('takes a request that is answered in vain for newer than a connection on which nothing was heard since', () => {
    const waiting = (remote: string) =>
      connection(remote, {
        state: 'syn-recv',
        passed: { received: 0, acknowledged: 0, retransmits: 2 },
      });
    const heard = (seconds: number, remote: string, more: object = { firewall: unread }) => {
      const passed = { received: 80, acknowledged: 300, heardAgo: seconds * 1000 };
      const sockets = [listener('0.0.0.0', 8000), connection('10.0.0.7', { passed }), waiting(remote)];
      return diagnosed('8000', { sockets, ...more }).verdict;
    };
    expect(heard(600, '10.0.0.7')).toBe('inconclusive');
    expect(heard(600, '10.0.0.8')).toBe('inconclusive');
    expect(heard(600, '10.0.0.8', {})).toBe('inconclusive');
    expect(heard(2, '10.0.0.8')).toBe('reachable');
    expect(heard(2, '10.0.0.8', {})).toBe('reachable');
    // A scan from the internet.
    expect(heard(600, '198.51.100.8')).toBe('reachable');
  });

  it('takes no idle connection for proof that a silent server serves anybody, whom nobody can look at', () => {
    const silent = { outcome: 'silent', http: null, protocol: null, firstBytes: '', ms: 1200 } as const;
    const verdict = (passed: Socket['passed']) =>
      diagnosed(
        '8000',
        {
          firewall: unread,
          owners: { pidsByInode: {}, hidden: [1000 + 8000] },
          processes: [],
          sockets: [listener('0.0.0.0', 8000), connection('10.0.0.7', { passed: passed! })],
          probes: [
            probe('127.0.0.1', 8000, 'connected', silent),
            probe('10.0.0.1', 8000, 'connected', silent),
          ],
        },
        { from: 'lan', family: null },
      ).verdict;
    expect(verdict({ received: 0, acknowledged: 0 })).toBe('inconclusive');
    expect(verdict({ received: 80, acknowledged: 300 })).toBe('reachable');
  });

  it('never calls a machine healthy whose sockets could not be seen', () => {
    const diagnosis = diagnosed('8000', {
      sockets: unknown('failed', '/proc is not mounted'),
      probes: refused(),
    });
    expect(diagnosis.verdict).not.toBe('reachable');
  });
});

describe('several faults', () => {
  it('names each, the first that a connection meets before the others, and what stops this machine too before both', () => {
    const stopped = running(42, ['python3', '-m', 'http.server', '8000', '--bind', '127.0.0.1'], {
      state: 'T',
    });
    const silent = { outcome: 'silent', http: null, protocol: null, firstBytes: '', ms: 1200 } as const;
    const facts = {
      ...loopbackOnly,
      processes: [stopped],
      probes: [probe('127.0.0.1', 8000, 'connected', silent), probe('10.0.0.1', 8000, 'refused')],
    };
    expect(errors(diagnosed('8000', facts, { from: 'lan', family: null }))).toEqual([
      'bind/loopback-only',
      'process/stopped',
    ]);
    const diagnosis = diagnosed('8000', facts);
    expect(errors(diagnosis)).toEqual(['process/stopped', 'bind/loopback-only']);
    expect(diagnosis.summary).toBe('Port 8000 cannot be reached: the server is stopped.');
  });

  it('goes on without a fact that a record lacks', () => {
    const diagnosis = diagnosed('8000', { limits: undefined as never });
    expect(diagnosis.causes.filter(each => each.severity === 'error')).toEqual([]);
  });

  it.each([
    [true, 'inconclusive'],
    [false, 'reachable'],
  ])('lists a rule that fails as broken, and goes on as if it had not looked (gate: %s)', (gate, verdict) => {
    const failing = defineRule({
      code: 'firewall/drop',
      needs: [],
      gate,
      check: () => {
        throw new Error('oh');
      },
    });
    const others = rules.filter(({ code }) => code !== failing.code);
    const diagnosis = diagnosed('8000', {}, undefined, [...others, failing]);
    expect(diagnosis).toMatchObject({ verdict, broken: [{ code: failing.code, error: 'oh' }] });
    const style = { theme: plainTheme, columns: 80, verbose: false };
    expect(renderReport(diagnosis, style)).toContain('Rule failed (please report it): firewall/drop: oh');
  });
});

it('says of no other machine that it asks for 127.0.0.1 of this one', () => {
  const { summary } = diagnosed('127.0.0.1:8000', {}, { from: 'lan', family: null });
  expect(summary).toMatch(/^Port 8000 of this machine answers from your network/);
});

it('claims no answer of a port that hangs up on HTTP, and may speak something else', () => {
  const asked = probe('127.0.0.1', 8000).conversations[0]!;
  const ended = {
    ...asked,
    outcome: 'closed',
    firstBytes: '',
    http: null,
    protocol: null,
    banner: null,
  } as const;
  const waited = { ...ended, asked: 'listen', reason: 'wait', outcome: 'silent' } as const;
  const parser = { ...asked, reason: 'malformed', http: { ...asked.http!, status: 400 } } as const;
  const hangsUp = (address: string) => ({ ...probe(address, 8000), conversations: [ended, waited, parser] });
  const world = {
    probes: [hangsUp('127.0.0.1'), hangsUp('10.0.0.1')],
    processes: [running(42, ['python3', 'app.py'])],
  };
  const { verdict, summary, reach } = diagnosed('8000', world);
  expect(verdict).toBe('reachable');
  expect(reach[0]).not.toHaveProperty('says');
  expect(summary).toMatch(/^Port 8000 takes connections and hangs up on HTTP, here and from your network: /);
});
