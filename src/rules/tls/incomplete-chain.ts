import { valueIn } from '../../facts/fact.js';
import type { TlsReport } from '../../facts/probes/types.js';
import type { Question } from '../../net/question.js';
import type { Fix, Step } from '../../programs/fixes/fix.js';
import { restartFix } from '../../programs/fixes/fixes.js';
import { standsOnce } from '../../programs/proxies/upstream.js';
import { quoted } from '../../programs/shell.js';
import { masterAmong, ownersOf, reloadOf } from '../http/owner.js';
import { defineRule, type Seen } from '../rule.js';
import { situationFacts, situationOf } from '../situation.js';
import { advice, finding, strictly, told } from '../talk.js';
import { faulty, issuerOf, subjectOf } from './shaken.js';
import { trustFault } from './trust.js';

/** The server's own file, or its settings, changed so that the issuer's certificate is sent as well; and the server told of it. */
function sendIt(
  { servedFile, issuerFile }: TlsReport,
  facts: Seen<never, (typeof situationFacts)[number]>,
  question: Question,
): Fix | undefined {
  const { configuration, sockets, owners, processes } = facts;
  const files = valueIn(configuration) ?? [];
  const situation = situationOf(facts, question);
  const master = masterAmong(ownersOf(question, sockets, owners, processes));
  const reload = master && reloadOf(master);
  const again = reload ?? (situation && restartFix(situation).steps);
  if (!servedFile || !again) return undefined;
  const { path, whole } = servedFile;
  if (whole === path)
    return { title: 'Let the server read its file again', steps: again, needsRoot: master?.uid === 0 };
  const naming = files.filter(({ text }) => text.includes(path));
  const [file] = naming;
  const step: Step | undefined =
    whole && file && naming.length === 1 && standsOnce(path, file.text)
      ? { do: 'edit', file: file.path, find: path, replace: whole }
      : issuerFile
        ? { do: 'run', command: `{ echo; cat ${quoted(issuerFile.path)}; } >>${quoted(path)}` }
        : undefined;
  return step && { title: 'Send the whole chain', steps: [step, ...again], needsRoot: master?.uid === 0 };
}

/** The server sends its certificate without the intermediate one that leads to a root. */
export const rule = defineRule({
  code: 'tls/incomplete-chain',
  needs: ['probes'],
  mayUse: situationFacts,
  check({ probes, ...facts }, question) {
    const found = faulty(
      probes,
      question,
      ({ tls }) => trustFault(tls) === 'incomplete-chain' && tls.chain.at(-1),
    );
    if (!found) return undefined;
    const { conversation, fault: top, talk, tls } = found;
    const where = tls.servedFile?.whole
      ? `${tls.servedFile.whole} has both${tls.servedFile.whole === tls.servedFile.path ? ', and was not read again since' : ''}.`
      : tls.issuerFile
        ? `It is in ${tls.issuerFile.path}.`
        : top.issuerUrl
          ? `It can be fetched from ${top.issuerUrl}.`
          : '';
    const mended = sendIt(tls, facts, question);
    const missing = tls.issuerFile?.path ?? 'intermediate.pem';
    return finding(
      strictly(talk, 'error', 'note'),
      `The server sends the certificate for ${subjectOf(top)} but not that of its issuer, ${issuerOf(top)}. ${where} Browsers may have it already; curl, Python and Node fail.`.replace(
        '  ',
        ' ',
      ),
      'intermediate missing',
      [
        told(
          conversation,
          `The chain as sent ends at ${subjectOf(top)}, issued by ${issuerOf(top)} (${tls.untrusted})`,
        ),
      ],
      {
        fixes: [
          ...(mended ? [mended] : []),
          ...(mended && tls.servedFile?.whole
            ? []
            : [
                advice(
                  mended ? 'Have it written so at each renewal' : 'Send the whole chain',
                  `Put the intermediate after the server's own certificate in the file it serves (certbot writes fullchain.pem itself), then reload the server:\n  cat cert.pem ${quoted(missing)} >fullchain.pem`,
                  true,
                ),
              ]),
        ],
        outcome: 'tls-error',
      },
    );
  },
});
