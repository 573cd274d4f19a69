import { describe, expect, it } from 'vitest';
import { valueIn } from '../../src/facts/fact.js';
import type { Json, Table } from '../../src/facts/firewall/types.js';
import { saidBy } from '../../src/firewall/said.js';
import { walk } from '../../src/firewall/walk.js';
import { parseTarget } from '../../src/net/parse-target.js';
import { dport, iptables, nft, rulesOf } from '../support/firewall.js';
import { fromLan, world } from '../support/ground.js';
import { attempt, mute, said } from '../support/talks.js';

const question = (typed: string) => fromLan({ target: parseTarget(typed), port: 8000 });

/** What becomes of a connection to what was typed: of its first packet, and of those that follow. */
function fate(tables: readonly Table[], typed: string) {
  const asked = question(typed);
  const found = walk(
    { firewall: rulesOf(tables), interfaces: valueIn(world().interfaces) ?? [], said: saidBy(asked, []) },
    asked,
  );
  return found && [found.verdict, found.follow.verdict];
}

const string = (words: string) => iptables([`-A INPUT -p tcp --dport 8000 -m string ${words} -j DROP`]);

describe('a rule that looks for words', () => {
  const url = 'http://shop.test:8000/basket?a=1';

  it.each([
    ['--string "GET /" --algo bm'],
    ['--string "/basket" --algo kmp'],
    ['--string "Host: shop.test" --algo bm'],
    ['--string "SHOP.TEST" --algo bm --icase'],
    ['--hex-string "|47 45 54|" --algo bm'],
    ['--hex-string "GET |2f|basket" --algo bm --to 65535'],
    ['! --string "POST" --algo bm'],
  ])('%s', words => {
    const negated = words.startsWith('!');
    // What is not in the first packet is what a negated one wants.
    expect(fate(string(words), url)).toEqual(negated ? ['drop', 'drop'] : ['pass', 'drop']);
  });

  it.each([
    ['--string "wp-login.php" --algo bm'],
    ['--string "SHOP.TEST" --algo bm'],
    ['--string "GET /" --algo bm --to 20'],
  ])('lets the usual request through: %s', words =>
    expect(fate(string(words), url)).toEqual(['pass', 'pass']),
  );

  it('finds a name in a handshake, and nothing in what is not known', () => {
    expect(fate(string('--string "shop.test" --algo bm'), 'https://shop.test:8000/')).toEqual([
      'pass',
      'drop',
    ]);
    expect(fate(string('--string "GET /" --algo bm'), 'https://shop.test:8000/')).toEqual(['pass', 'pass']);
    expect(fate(string('--string "GET /" --algo bm'), '10.77.0.1:8000')).toEqual(['pass', 'pass']);
  });

  const raw = (right: Json, length = 32) =>
    nft('input', [
      [
        dport(8000),
        { match: { op: '==', left: { payload: { base: 'ih', offset: 0, len: length } }, right } },
        { drop: null },
      ],
    ]);

  it('reads raw bits of what is said', () => {
    expect(fate(raw(0x47455420), url)).toEqual(['pass', 'drop']);
    expect(fate(raw(0x504f5354), url)).toEqual(['pass', 'pass']);
    expect(fate(raw(1, 4), url)).toEqual(['pass', 'pass']);
  });
});

describe('what is said on a port', () => {
  const probes = (first = said()) => [attempt([first], { port: 8000 })];
  const start = 'GET / HTTP/1.1\r\n';

  it('is a request where one was answered, taken without a word, or met by a reset', () => {
    expect(saidBy(question('8000'), probes(mute({ outcome: 'silent' })))).toMatchObject({ start });
    expect(saidBy(question('8000'), probes(mute({ outcome: 'reset' })))).toMatchObject({ start });
    expect(saidBy(question('8000'), probes(mute({ asked: 'service', outcome: 'silent' })))).toBeUndefined();
    expect(saidBy(question('8000'), [])).toBeUndefined();
  });
});
