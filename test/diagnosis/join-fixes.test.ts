import { describe, expect, it } from 'vitest';
import { joinFixes } from '../../src/diagnosis/join-fixes.js';
import type { Finding } from '../../src/rules/rule.js';

const finding = (...commands: string[]): Finding => ({
  severity: 'error',
  summary: '',
  says: '',
  outcome: 'timeout',
  evidence: [],
  fixes: [{ title: 'Do it', steps: commands.map(command => ({ do: 'run', command })), needsRoot: true }],
});

const joined = (mine: readonly string[], theirs: readonly string[]) =>
  joinFixes(finding(...mine), finding(...theirs)).fixes[0]!.steps!.map(
    step => step.do === 'run' && step.command,
  );

describe('joinFixes', () => {
  it.each([
    ['the same', ['ufw allow 1'], ['ufw allow 1'], ['ufw allow 1']],
    ['more of the same', ['b'], ['a', 'b'], ['a', 'b']],
    ['different steps', ['nft a', 'nft c'], ['nft b', 'nft c'], ['nft a', 'nft c', 'nft b']],
    [
      'what a number would be shifted by',
      ['iptables-nft -I INPUT 1 -j ACCEPT'],
      ['iptables-nft -D INPUT 3', 'x'],
      ['iptables-nft -D INPUT 3', 'x'],
    ],
    [
      'numbers of different lists',
      ['iptables-nft -D INPUT 2'],
      ['ip6tables-nft -D INPUT 3', 'iptables-nft -I WEB 2 -j ACCEPT'],
      ['iptables-nft -D INPUT 2', 'ip6tables-nft -D INPUT 3', 'iptables-nft -I WEB 2 -j ACCEPT'],
    ],
    [
      'rules that are named in full',
      ['iptables-nft -D INPUT -p tcp --dport 1 -j DROP'],
      ['iptables-nft -D INPUT -p tcp --dport 2 -j DROP'],
      ['iptables-nft -D INPUT -p tcp --dport 1 -j DROP', 'iptables-nft -D INPUT -p tcp --dport 2 -j DROP'],
    ],
    [
      'first and last places',
      ['iptables-nft -I INPUT 1 -i lo -j ACCEPT'],
      ['iptables-nft -A INPUT -j ACCEPT'],
      ['iptables-nft -I INPUT 1 -i lo -j ACCEPT', 'iptables-nft -A INPUT -j ACCEPT'],
    ],
  ])('puts together %s', (_, mine, theirs, steps) => expect(joined(mine, theirs)).toEqual(steps));

  it('keeps what has no steps to join', () => {
    const text = { ...finding(), fixes: [{ title: 'Read', text: 'the page', needsRoot: false }] };
    expect(joinFixes(text, finding('a'))).toBe(text);
  });
});
