import { valueIn } from '../../facts/fact.js';
import type { Socket } from '../../facts/sockets/types.js';
import { inPrefix } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { probeOf } from '../probe.js';
import { defineRule, type Finding, unchecked } from '../rule.js';
import { at, takersOf } from '../serving.js';

/** The clients of a question that must sign, where every listener that may take them wants it. */
function signerIn(taken: readonly Socket[], { vantage, address }: Question): string | undefined {
  const client = vantage.kind === 'self' ? address : vantage.source;
  const wants = ({ signers }: Socket) => signers?.find(each => client !== null && inPrefix(client, each));
  return taken.every(each => wants(each) !== undefined) && taken[0] ? wants(taken[0]) : undefined;
}

/** Of this machine's own connection the answer tells; of others' the settings on their side, which nobody sees from here. */
export const rule = defineRule({
  code: 'tcp/signature',
  needs: ['sockets'],
  mayUse: ['probes'],
  gate: true,
  check({ sockets, probes }, question) {
    if (!question.local || question.protocol !== 'tcp') return undefined;
    const signer = signerIn(takersOf(sockets, question), question);
    if (signer === undefined) return undefined;
    if (question.vantage.kind === 'self')
      return probeOf(valueIn(probes), question)?.outcome === 'timeout'
        ? unsigned(question, signer)
        : undefined;
    return unchecked(
      `from ${signer} the server takes only connections signed with its key (TCP MD5), and whether ${question.vantage.source} signs, with the same key, is in its settings`,
    );
  },
});

const unsigned = ({ address, port }: Question, signer: string): Finding => ({
  severity: 'error',
  summary: `The server on ${at(address, port)} takes from ${signer} only connections that are signed with its key (TCP MD5, RFC 2385); the kernel drops all others without a word.`,
  says: 'unsigned connections are dropped',
  headline: 'the server takes signed connections only',
  evidence: [
    {
      fact: 'sockets',
      says: `The listener has a TCP MD5 key for ${signer}`,
      source: 'sock_diag (INET_DIAG_MD5SIG)',
    },
    { fact: 'probes', says: 'An unsigned connection got no answer', source: 'a connection from here' },
  ],
  fixes: [
    {
      title: 'Connect with the key, or take it away for this client',
      text: 'Routing daemons speak BGP so: bird "password", FRR "neighbor ADDRESS password". Both sides need the same words, and each the address that the other really comes from.',
      needsRoot: true,
    },
  ],
  outcome: 'timeout',
});
