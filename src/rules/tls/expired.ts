import { known } from '../../facts/fact.js';
import type { Process } from '../../facts/processes/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { restartFix } from '../../programs/fixes/fixes.js';
import type { Situation } from '../../programs/program.js';
import { masterAmong, ownersOf, reloadOf } from '../http/owner.js';
import { moment } from '../moment.js';
import { defineRule } from '../rule.js';
import { situationFacts, situationOf } from '../situation.js';
import { advice, finding, strictly, told } from '../talk.js';
import { renewal } from './renewal.js';
import { clockLag, faulty, span, subjectOf } from './shaken.js';
import { needed } from './trust.js';

const DAY = 24 * 60 * 60 * 1000;

/** The certificate is renewed already: the server has to load it. One that knows no reload is started again. */
function load(holders: readonly Process[], situation: Situation | undefined): Fix {
  const master = masterAmong(holders);
  const reload = master && reloadOf(master);
  const title = 'Make the server load the new certificate';
  if (!reload) {
    const restart = situation && restartFix(situation, `${title}: start it again`);
    if (restart?.steps) return restart;
    return advice(
      title,
      'Restart the server, or reload it where it can: sudo systemctl reload NAME. It keeps the certificate that it has loaded.',
      true,
    );
  }
  return {
    title: `${title}: a reload is all it takes`,
    steps: reload,
    text: 'To have it done at each renewal, for instance:\n  certbot renew --deploy-hook "systemctl reload nginx"',
    needsRoot: master.uid === 0,
  };
}

/** Not the site's own certificate is too old: one that it was issued by, which the server sends or the client keeps. */
const renewAuthority = (kept: boolean): Fix =>
  kept
    ? advice(
        "Have the authority's present certificate in this machine's store",
        "For an authority of one's own: its new certificate in /usr/local/share/ca-certificates, then sudo update-ca-certificates. For a public one:\n  sudo apt install --only-upgrade ca-certificates",
        true,
      )
    : advice(
        "Send the authority's present certificate",
        "The site's own may be in time still. Fetch the authority's intermediate certificate anew, put it behind the site's own in the file that the server sends (fullchain.pem), then reload the server.",
        true,
      );

/** A certificate of the chain is past its notAfter. */
export const rule = defineRule({
  code: 'tls/expired',
  needs: ['probes', 'machine'],
  mayUse: situationFacts.filter(each => each !== 'machine'),
  check(facts, question) {
    const { probes, machine, sockets, owners, processes } = facts;
    const { now } = machine;
    const past = faulty(probes, question, ({ tls }) =>
      needed(tls).find(({ validTo }) => validTo > 0 && validTo < now),
    );
    if (!past) return undefined;
    const { conversation, fault, talk } = past;
    const own = fault === past.tls.chain[0];
    const name = conversation.name ?? talk.probe.address;
    const which = own
      ? `The certificate that ${name} shows`
      : `An authority's certificate in the chain of ${name}`;
    const lag = clockLag(past, now);
    const clock =
      lag < -DAY ? ` The server's clock says ${moment(now + lag)}: this machine's may be wrong.` : '';
    const { renewed } = past.tls;
    const holders = ownersOf(question, sockets, owners, processes);
    return finding(
      strictly(talk, 'error', 'note'),
      `${which} (${subjectOf(fault)}) expired ${span(now - fault.validTo)} ago, on ${moment(fault.validTo)}.${renewed ? ` ${renewed.path} has a newer one, which the server has not loaded.` : ''}${clock}`,
      `expired ${moment(fault.validTo).slice(0, 10)}`,
      [
        told(
          conversation,
          `The certificate for ${subjectOf(fault)} is valid until ${moment(fault.validTo)}; it is ${moment(now)} here`,
        ),
        ...(renewed
          ? [
              {
                fact: 'configuration' as const,
                says: `The certificate on disk is valid until ${moment(renewed.validTo)}`,
                source: renewed.path,
              },
            ]
          : []),
      ],
      {
        fixes: renewed
          ? [load(holders, situationOf({ ...facts, machine: known(machine, '') }, question))]
          : [own ? renewal(question.local) : renewAuthority(fault === past.tls.anchor)],
        outcome: 'tls-error',
      },
    );
  },
});
