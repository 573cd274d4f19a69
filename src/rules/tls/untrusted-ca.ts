import type { Probe, TlsReport } from '../../facts/probes/types.js';
import { listed } from '../../net/english.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { defineRule, type Finding } from '../rule.js';
import { advice, finding, strictly, told } from '../talk.js';
import { faulty, issuerOf, subjectOf } from './shaken.js';
import { trustFault } from './trust.js';

/** The chain ends in an authority that is in no store of this machine; or, as a note, in the system's and not in node's. */
export const rule = defineRule({
  code: 'tls/untrusted-ca',
  needs: ['probes'],
  check({ probes }, question) {
    const found = faulty(
      probes,
      question,
      ({ tls }) => trustFault(tls) === 'untrusted-ca' && tls.chain.at(-1),
    );
    if (found) {
      const { conversation, fault: top, talk, tls } = found;
      const authority = top.selfSigned ? top.subject : issuerOf(top);
      const file = tls.issuerFile?.path ?? 'ca.pem';
      const hiding = tls.storeHiddenBy;
      return finding(
        strictly(talk, 'error', 'note'),
        hiding
          ? `The certificate comes from ${authority.replace(/^CN=/, '')}, which this machine's store has; but ${listed(hiding)} ${hiding.length > 1 ? 'take' : 'takes'} its place.`
          : `The certificate comes from ${authority.replace(/^CN=/, '')}, an authority that this machine does not trust.${unread(tls.curlsFile)}`,
        'unknown authority',
        [
          told(
            conversation,
            `The chain ends at ${authority} (${tls.untrusted}), which is in no store of trusted authorities here`,
          ),
          ...(tls.issuerFile ? [told(conversation, `Its own certificate is in ${tls.issuerFile.path}`)] : []),
        ],
        {
          fixes: [
            ...(hiding ? [goBack(hiding)] : []),
            ...makersOwn(authority),
            advice(
              'Trust that authority here',
              `${tls.issuerFile ? '' : `Whoever runs the server has its certificate (${file} here). `}For one client: SSL_CERT_FILE=${file} (curl, Python) or NODE_EXTRA_CA_CERTS=${file} (Node). Only for an authority that you know. For all on Debian:\n  sudo cp ${file} /usr/local/share/ca-certificates/own-ca.crt && sudo update-ca-certificates`,
              true,
            ),
          ],
          outcome: 'tls-error',
        },
      );
    }
    return disputed(probes, question);
  },
});

const goBack = (settings: readonly string[]): Fix =>
  advice(
    "Go back to the machine's own store",
    `In the shell that the client is started from, and where it is set:\n  unset ${settings.map(each => each.replace(/=.*/s, '')).join(' ')}`,
  );

/** A variable that names a file which is not there, or not for this user, leaves curl without any authority. */
const unread = (file: TlsReport['curlsFile']): string =>
  file?.empty ? ` No certificate can be read from the file that ${file.setting} names.` : '';

/** Authorities that a program makes for itself on the developer's own machine, and how it has them trusted there. */
const makers: readonly (readonly [name: RegExp, command: string])[] = [
  [/Caddy Local Authority/, 'sudo caddy trust'],
  [/mkcert development CA/, 'mkcert -install'],
];

function makersOwn(authority: string): readonly Fix[] {
  const command = makers.find(([name]) => name.test(authority))?.[1];
  return command
    ? [
        advice(
          'Let the program that made the authority have it trusted',
          `On the machine where the server runs:\n  ${command}\nBrowsers and curl there trust it then; other machines need its certificate.`,
        ),
      ]
    : [];
}

/** Who else is meant by a client's name. */
const kin: Readonly<Record<string, readonly string[]>> = { Python: ['Python', 'Go'] };

/**
 * Some clients trust the authority, and others do not: a note where it is Node alone that does not, whose list is its own; and
 * curl's word is the answer to a URL, though Node was told of more. Where no store was found, curl may have one elsewhere.
 */
function disputed(probes: readonly Probe[], question: Question): Finding | undefined {
  const partly = faulty(
    probes,
    question,
    ({ tls }) => tls.untrusted === null && (tls.refusedBy ?? (tls.trustedBySystem && (['Node'] as const))),
  );
  const top = partly?.tls.chain.at(-1);
  if (!partly || !top) return undefined;
  const { conversation, fault: refusing, talk, tls } = partly;
  // The variables of whoever asks here are those of no other machine.
  const own = question.vantage.kind === 'self';
  const file = own ? tls.curlsFile : undefined;
  const curls = own && refusing.includes('curl') && (file !== undefined || tls.toldToNode === true);
  const words = (names: readonly string[]) => listed(names.flatMap(each => kin[each] ?? [each]));
  const trusting = clients.filter(each => !refusing.includes(each));
  const nodeAlone = refusing.join() === 'Node';
  const authority = top.selfSigned ? subjectOf(top) : issuerOf(top);
  return finding(
    nodeAlone ? 'note' : strictly(talk, curls ? 'error' : 'warning', 'note'),
    `${authority} is trusted here by ${words(trusting)}, and not by ${words(refusing)}: ${file ? `curl goes by ${file.setting}.${unread(file)}` : 'each keeps a list of its own.'}`,
    `not trusted by ${words(refusing)}`,
    [told(conversation, `${authority} is not among the authorities of ${words(refusing)}`)],
    {
      fixes: [
        ...(file ? [goBack([file.setting])] : []),
        nodeAlone
          ? advice('For Node programs', 'NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt')
          : advice(
              'Name the same file to every client',
              'SSL_CERT_FILE (curl, Python, Go) and CURL_CA_BUNDLE (curl, and before it) name a file that replaces the store of this machine; NODE_EXTRA_CA_CERTS adds to that of Node. Unset those that name the wrong one. Where this machine has no store at all: sudo apt install ca-certificates.',
            ),
      ],
      outcome: curls && talk.url ? 'tls-error' : 'ok',
      ...(curls && { headline: "curl does not trust the certificate's authority" }),
    },
  );
}

const clients = ['Node', 'curl', 'Python'] as const;
