import { expect, it } from 'vitest';
import { type Quote, sayQuote, sourceOf } from '../../src/firewall/quote.js';
import { deleteRule } from '../../src/rules/firewall/change.js';
import { rulesOf } from '../support/firewall.js';

const quote: Quote = {
  engine: 'iptables',
  family: 'ip',
  table: 'filter',
  chain: 'INPUT',
  handle: 4,
  position: 1,
  text: '-A INPUT -p tcp -j DROP',
  policy: false,
};
const said = (over: Partial<Quote>) => {
  const all = { ...quote, ...over };
  return [sayQuote(all), sourceOf(all), deleteRule(rulesOf([]), all)?.commands[0]];
};

it('tells of a rule in the words of the tool that shows it whole', () => {
  expect(said({})).toEqual([
    '"-A INPUT -p tcp -j DROP" (iptables, table filter, chain INPUT, rule 1)',
    'iptables -t filter -S INPUT',
    'iptables-nft -D INPUT -p tcp -j DROP',
  ]);
  expect(said({ text: 'tcp dport @closed drop' })).toEqual([
    '"tcp dport @closed drop" (table ip filter, chain INPUT, handle 4)',
    'nft -a list chain ip filter INPUT',
    'nft delete rule ip filter INPUT handle 4',
  ]);
  expect(said({ text: 'policy drop', policy: true, handle: null, position: null })[1]).toBe(
    'iptables -t filter -S INPUT',
  );
});
