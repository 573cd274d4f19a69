import { expect, it } from 'vitest';
import { run } from '../../src/commands/explain.js';
import { realSystem } from '../../src/system/real.js';

const context = {
  system: realSystem,
  out: () => {},
  err: () => {},
  terminal: false,
  columns: 80,
  colour: false,
};

it.each([
  ['loopback', /perhaps bind\/loopback-only/],
  ['drop', /perhaps firewall\/drop/],
  ['bind/loopback-onyl', /perhaps bind\/loopback-only/],
  ['zzz', /lists them all/],
])('names the codes nearest to %s, the likeliest first', async (code, hint) => {
  const refused = await run({ code } as never, context).catch((error: unknown) => error);
  expect((refused as { hint?: string }).hint).toMatch(hint);
});

it('lists the causes of one layer, however it is written', async () => {
  let printed = '';
  const out = (text: string) => {
    printed += text;
  };
  for (const code of ['BIND', 'bind/']) {
    printed = '';
    expect(await run({ code } as never, { ...context, out })).toBe(0);
    expect(printed).toMatch(/^bind\/loopback-only {2}/m);
  }
  expect(printed).not.toContain('port/');
});
