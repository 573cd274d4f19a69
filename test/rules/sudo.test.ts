import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** A line of a fix's text (two blanks before it) that changes what only root may change, typed without sudo. */
const BARE =
  /(?:\\n|['"`]) {2}(?:\$\{\w+\} )?(?:(?:ip (?:-6 )?)?(?:route|addr|link|rule|neigh) (?:add|del|replace|change|set)|sysctl -w|nft (?:add|insert|delete)|iptables -[AID]|systemctl (?:start|stop|enable|re))/;

it('types commands for root with sudo, which is left out for root', () => {
  const files = ['src/rules', 'src/programs'].flatMap(folder =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts'))
      .map(name => join(folder, name)),
  );
  expect(files.length).toBeGreaterThan(500);
  expect(files.filter(file => BARE.test(readFileSync(file, 'utf8')))).toEqual([]);
});
