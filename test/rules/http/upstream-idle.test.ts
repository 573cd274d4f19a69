import { expect, it } from 'vitest';
import type { Container } from '../../../src/facts/namespaces/types.js';
import { faultOf } from '../../../src/rules/http/upstream-faults.js';
import { idleBehind } from '../../../src/rules/http/upstream-idle.js';
import { entry, machine, unit } from '../../programs/situation.js';
import { container } from '../../support/ground.js';
import { probe } from '../../support/healthy.js';
import { upstreamState } from '../../support/upstreams.js';

const inactive = unit({ activeState: 'inactive', subState: 'dead', mainPid: 0 });
const idleOf = (units = [inactive], pm2 = [entry()], containers: readonly Container[] = [], looked = true) =>
  idleBehind(
    faultOf(
      upstreamState(
        {},
        {
          probes: [{ ...probe('127.0.0.1', 3000, 'refused'), because: 'upstream' }],
          elsewhere: null,
          ...(looked ? { ended: { units, written: [] } } : {}),
        },
      ),
    )!,
    { logs: [], pm2, machine, logged: null, containers },
  );

it('starts the unit of the application, which nobody has started', () =>
  expect(idleOf()).toMatchObject({
    who: 'shop.service',
    state: 'inactive (dead)',
    fix: { steps: [{ do: 'run', command: 'systemctl start shop.service' }], needsRoot: true },
  }));

it('lets PM2 start what it was told to stop', () =>
  expect(idleOf([], [entry({ status: 'stopped', ports: [3000] })])?.who).toBe("PM2's shop"));

it('starts none that runs, is for another port, or was not looked for', () => {
  expect(idleOf([unit()])).toBeUndefined();
  expect(idleOf([], [entry({ status: 'stopped', ports: [3001] })])).toBeUndefined();
  expect(idleOf([inactive], [], [], false)).toBeUndefined();
});

it('starts a container that was killed, and has one looked into that ended by itself', () => {
  const shop = (exitCode: number) => [
    container('shop', {
      running: false,
      exitCode,
      published: [{ hostAddress: '127.0.0.1', hostPort: 3000, containerPort: 80, protocol: 'tcp' }],
    }),
  ];
  expect(idleOf([], [], shop(137))?.fix.steps).toEqual([{ do: 'run', command: 'docker start shop' }]);
  expect(idleOf([], [], shop(1))?.fix).toMatchObject({
    text: expect.stringContaining('docker logs --tail 20 shop'),
  });
  expect(idleOf([], [], shop(1))?.fix.steps).toBeUndefined();
});
