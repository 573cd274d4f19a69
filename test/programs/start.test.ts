import { describe, expect, it } from 'vitest';
import type { Unit } from '../../src/facts/units/types.js';
import { startables } from '../../src/programs/fixes/start.js';
import { entry, machine, unit } from './situation.js';

const startOf = (more: Partial<Unit>) =>
  startables([unit({ activeState: 'inactive', subState: 'dead', ...more })], [], [], 8000, machine)[0];
const commands = (found: ReturnType<typeof startOf>) =>
  found?.fix.steps?.map(step => (step.do === 'run' ? step.command : step.do));

it('has a service begun by its socket, where that is there and nothing starts the service itself', () => {
  const idle = { activeState: 'inactive', subState: 'dead' };
  const found = (enabled: boolean) =>
    startables(
      [unit({ ...idle, enabled }), unit({ ...idle, name: 'shop.socket' })],
      [],
      [],
      8000,
      machine,
    ).map(({ who }) => who);
  expect(found(false)).toEqual(['shop.socket']);
  expect(found(true)).toEqual(['shop.service', 'shop.socket']);
});

describe('a unit that is not running', () => {
  it('is started', () => {
    expect(startOf({})).toMatchObject({ who: 'shop.service', state: 'inactive (dead)' });
    expect(commands(startOf({}))).toEqual(['systemctl start shop.service']);
    expect(commands(startOf({ scope: 'user' }))).toEqual(['systemctl --user start shop.service']);
  });

  it('is started again where it counts as active though its commands have ended', () => {
    const exited = startOf({ activeState: 'active', subState: 'exited' });
    expect(exited?.state).toContain('active (exited)');
    expect(commands(exited)).toEqual(['systemctl restart shop.service']);
    expect(startOf({ activeState: 'active', subState: 'running' })).toBeUndefined();
  });

  it('is unmasked first where it is masked', () => {
    expect(commands(startOf({ masked: 'lasting' }))).toEqual([
      'systemctl unmask shop.service',
      'systemctl start shop.service',
    ]);
    expect(commands(startOf({ masked: 'runtime' }))?.[0]).toBe('systemctl unmask --runtime shop.service');
    expect(startOf({ masked: 'lasting' })?.fix.risk).toContain('masked it');
  });

  it('is not started in vain where what it requires has failed', () => {
    const found = startOf({ requires: ['db.service'], failed: ['db.service'] });
    expect(found?.state).toContain('db.service, which it requires, has failed');
    expect(found?.fix.text).toContain('systemctl status db.service');
  });

  it('is not started in vain where systemd does not take its file', () => {
    const found = startOf({ invalid: true, files: ['/etc/systemd/system/shop.service'] });
    expect(found?.state).toContain('not loaded');
    expect(found?.fix.steps).toBeUndefined();
    expect(found?.fix.text).toContain('systemd-analyze verify /etc/systemd/system/shop.service');
    const own = startOf({ invalid: true, scope: 'user', files: ['/home/ana/shop.service'] });
    expect(own?.fix.text).toContain('systemd-analyze --user verify /home/ana/shop.service');
  });

  it('is not started in vain where its conditions do not hold', () => {
    expect(startOf({ unmet: 'ConditionPathExists=/srv/on' })?.state).toContain(
      'ConditionPathExists=/srv/on did',
    );
    const found = startOf({ unmet: true });
    expect(found?.state).toContain('a condition');
    expect(found?.fix.steps).toBeUndefined();
    expect(found?.fix.text).toContain('systemctl status shop.service');
  });
});

it('is brought back by PM2 where it was only saved', () => {
  const [found] = startables([], [entry({ status: 'saved', ports: [8000] })], [], 8000, machine);
  expect(found?.state).toMatch(/^saved, and no PM2 daemon runs/);
  expect(commands(found)?.[0]).toMatch(/ resurrect$/);
});
