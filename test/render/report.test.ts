import { describe, expect, it } from 'vitest';
import { unknown } from '../../src/facts/fact.js';
import { renderReport } from '../../src/render/report.js';
import { plainTheme } from '../../src/render/theme.js';
import { diagnosed, listener, probe, running } from '../support/healthy.js';

const style = { theme: plainTheme, columns: 80, verbose: false };
const loopbackOnly = {
  sockets: [listener('127.0.0.1', 8000)],
  probes: [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000, 'refused')],
};

describe('the report', () => {
  it('says in two lines that a server is healthy', () => {
    expect(renderReport(diagnosed('8000'), style).trimEnd().split('\n')).toEqual([
      '✓ Port 8000 answers, here and from your network: python3 -m http.server (pid 42,',
      '  ana, nohup).',
      '  127.0.0.1:8000 200 OK, 10.0.0.1:8000 200 OK',
    ]);
  });

  it('says what else a program listens on that was asked about by its name', () => {
    const subject = { port: 8000, otherPorts: [8443, 9090], pids: [42], scheme: null };
    const shown = diagnosed('shop', { subject });
    expect(shown.otherPorts).toEqual([8443, 9090]);
    expect(renderReport(shown, style)).toContain(
      '\n  shop has more ports, not looked at here: netcheck why 8443 9090\n',
    );
    expect(diagnosed('8000')).not.toHaveProperty('otherPorts');
    const [cause] = diagnosed('8000', loopbackOnly).causes;
    const inside = { ...shown, causes: [{ ...cause!, code: 'namespace/not-published' as const }] };
    expect(renderReport(inside, style)).not.toContain('more ports');
  });

  it('has the verdict, the way, who gets through, the cause and the fix, in this order', () => {
    const text = renderReport(diagnosed('8000', loopbackOnly), style);
    const parts = [
      '✗ Port 8000',
      'bind ✗',
      'from here',
      'from 10.0.0.0/24',
      'bind/loopback-only',
      'Fix:',
      'kill 42',
      'netcheck fix 8000',
    ];
    const places = parts.map(part => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('prints once what mends several', () => {
    const shown = diagnosed('8000', loopbackOnly);
    const [cause] = shown.causes;
    const also = { ...cause!, code: 'bind/one-address' as const, severity: 'warning' as const };
    const text = renderReport({ ...shown, causes: [cause!, also] }, style);
    expect(text.match(/kill 42;/g)).toHaveLength(1);
    expect(text).toMatch(/\(bind\/one-address\)\n {2}Fix: the same as above\.\n/);
  });

  it('quotes what is to be pasted, and keeps who asks', () => {
    const shown = { ...diagnosed('8000', loopbackOnly), from: ['10.0.0.7'] };
    const target = { ...shown.target, input: 'http://10.0.0.1:8000/?a=1&b=2' };
    const text = renderReport({ ...shown, target }, { ...style, columns: 200 });
    expect(text).toContain("netcheck fix 'http://10.0.0.1:8000/?a=1&b=2' --from 10.0.0.7\n");
  });

  it('says that another machine is asked from here, whoever was to ask', () => {
    const probes = [probe('10.0.0.9', 8000)];
    const elsewhere = diagnosed('10.0.0.9:8000', { probes, sockets: [] });
    const asked = (from?: string) =>
      renderReport(elsewhere, { ...style, columns: 200, ...(from && { from }) });
    expect(asked('10.0.0.7')).toContain(
      'Asked from here: what 10.0.0.7 gets from 10.0.0.9, which is another',
    );
    const [cause] = diagnosed('8000', loopbackOnly).causes;
    const off = { ...elsewhere, causes: cause ? [{ ...cause, code: 'interface/down' as const }] : [] };
    expect(renderReport(off, { ...style, columns: 200, from: '10.0.0.7' })).not.toContain('another machine,');
    expect(asked('self')).not.toContain('Asked from here');
    expect(asked()).not.toContain('Asked from here');
    expect(renderReport(diagnosed('8000'), { ...style, from: 'lan' })).not.toContain('Asked from here');
  });

  it.each([
    ['reverse-path filtering drops it', 'Reverse-path filtering drops it'],
    ['nobody listens', 'Nobody listens'],
    ['fd77::2 does not answer', 'fd77::2 does not answer'],
    ['shop.test leads to another machine', 'shop.test leads to another machine'],
  ])('begins %j as a title', (headline, begun) => {
    const shown = diagnosed('8000', loopbackOnly);
    const causes = shown.causes.map(cause => ({ ...cause, headline }));
    expect(renderReport({ ...shown, causes }, style)).toContain(`bind/loopback-only: ${begun}\n`);
  });

  it('says that the client is this machine itself', () => {
    const own = diagnosed('8000');
    const reach = own.reach.filter(each => each.by === 'probe').map(each => ({ ...each, from: '10.0.0.1' }));
    const text = renderReport(
      { ...own, from: ['10.0.0.1'], reach },
      { ...style, columns: 200, from: '10.0.0.1' },
    );
    expect(text).toContain('Asked from here: 10.0.0.1 is an address of this machine itself.');
  });

  it('lets the fix ask for the family that was asked for', () => {
    const text = renderReport(diagnosed('8000', loopbackOnly), { ...style, family: 6 });
    expect(text).toContain('netcheck fix 8000 -6\n');
  });

  it.each([80, 60, 40])('keeps within %i columns, but for commands to paste', columns => {
    const broken = diagnosed('8000', loopbackOnly);
    const path = [
      { layer: 'bind', state: 'blocked', says: 'caddy run (pid 41, root) has not read its file again' },
    ] as const;
    const healthy = diagnosed('8000');
    const reach = healthy.reach.map(each => ({ ...each, says: 'silent, takes the connection' }));
    const texts = [broken, { ...broken, path }, { ...healthy, reach }].map(each =>
      renderReport(each, { ...style, columns }),
    );
    const lines = texts
      .join('')
      .split('\n')
      .filter(line => !line.startsWith('    '));
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(columns);
  });

  it('lets nothing that the machine says drive the terminal', () => {
    const evil = '\u001b]0;owned\u0007\u001b[2J\u202e\r\nrm -rf';
    const processes = [running(42, ['python3', evil, '8000'], { name: evil, directory: `/srv/${evil}` })];
    const text = renderReport(diagnosed('8000', { ...loopbackOnly, processes }), { ...style, verbose: true });
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  it('says what was ruled out and what could not be checked where that was asked for', () => {
    const text = renderReport(diagnosed('8000'), { ...style, verbose: true });
    expect(text).toMatch(/Ruled out:\n {4}client\/ .*browser-blocked-port/);
  });
});

it('says what to type for root to see what an ordinary user may not', () => {
  const firewall = unknown('needs-root', "the firewall's rules cannot be read without root");
  const open = diagnosed('8000', { firewall }, { from: 'lan', family: null });
  const said = (asUser: boolean) => renderReport(open, { ...style, asUser });
  expect(said(true)).toContain(
    "  Not certain: the firewall's rules cannot be read without root.\n  Root can see it:\n    sudo netcheck why 8000 --from lan\n  Without root: try 10.0.0.1:8000 from a machine there.\n",
  );
  expect(said(false)).not.toContain('sudo');
  expect(said(false)).toContain('To know it: try 10.0.0.1:8000 from a machine there.\n');
  const contained = unknown('needs-root', "the firewall's rules cannot be read without CAP_NET_ADMIN");
  const inside = diagnosed('8000', { firewall: contained }, { from: 'lan', family: null });
  expect(renderReport(inside, { ...style, asUser: false })).toContain('--cap-add NET_ADMIN.');
  const hidden = [{ code: 'process/not-listening' as const, lacks: 'its program is hidden: CAP_SYS_PTRACE' }];
  const deeper = { ...inside, unchecked: [...inside.unchecked, ...hidden] };
  expect(renderReport(deeper, { ...style, asUser: false }).replace(/\s+/g, ' ')).toContain(
    '--cap-add NET_ADMIN --cap-add SYS_PTRACE.',
  );
});

it('says how to ask about a program of which nobody can see where it listens', () => {
  const { target } = diagnosed('shop');
  const lacks = 'whether shop listens is not known: systemctl did not answer in time';
  const unchecked = [{ code: 'port/nothing-listens' as const, lacks }];
  const open = { ...diagnosed('8000'), target, verdict: 'inconclusive' as const, unchecked, reach: [] };
  expect(renderReport(open, style)).toContain('To know it: ask by its port (netcheck ports lists');
});

it.each([
  ['bind/loopback-only', 'What stops the attempt from here leaves open whether others get an answer.'],
  ['remote/filtered', 'Nothing that was looked at is in the way.'],
] as const)('says what an attempt from here leaves open, stopped by %s', (code, said) => {
  const shown = diagnosed('8000', loopbackOnly);
  const reach = shown.reach.map(each =>
    each.from === 'self' ? each : { ...each, outcome: 'unknown' as const, says: 'an attempt got no answer' },
  );
  const causes = [{ ...shown.causes[0]!, code }];
  const open = { ...shown, verdict: 'inconclusive' as const, unchecked: [], reach, causes };
  expect(renderReport(open, style).replace(/\s+/g, ' ')).toContain(said);
});
