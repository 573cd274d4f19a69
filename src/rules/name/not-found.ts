import type { NameLookup } from '../../facts/names/types.js';
import { distance } from '../../net/distance.js';
import { listed } from '../../net/english.js';
import { isLocalhostName, withoutEndDot } from '../../net/host.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { defineRule, type Finding } from '../rule.js';
import { askedServers, asksName, worded } from './lookup.js';
import { hereInstead, noAddress, ownSaid, withHere } from './no-address.js';
import { asksDns, whyUnresolved } from './unresolved.js';

function reasonFor(names: NameLookup): string {
  if (!asksDns(names))
    return `/etc/nsswitch.conf asks ${names.order.join(' ') || 'nobody'} for names, and they do not have it`;
  const no = askedServers(names).find(({ says }) => says === 'no');
  return no ? `name server ${worded(no)}` : 'no source of names on this machine has it';
}

/** locahost, localhots: nobody has a machine of that name. */
const isAlmostLocalhost = (name: string): boolean => distance(name, 'localhost') <= 2;

/** A name of one word may be a container's or a Compose service's. */
const ofContainer = (name: string): string =>
  withoutEndDot(name).includes('.')
    ? ''
    : ' A container or a Compose service is known by its name inside its own network alone: from outside, ask for its published port at localhost.';

/** The record that is to be corrected: the name's own, or the alias that leads nowhere. */
function correction(names: NameLookup): Fix {
  const alias = askedServers(names).find(({ says }) => says === 'no')?.answer.alias;
  return {
    title: alias === undefined ? 'Correct the name, or add its record' : 'Correct the alias',
    text:
      alias === undefined
        ? `${isAlmostLocalhost(names.name) ? 'Is localhost meant?' : `Check the spelling of ${names.name}.${ofContainer(names.name)}`} If it is right, whoever runs its zone has to add an A or AAAA record.`
        : `Whoever runs the zone of ${names.name} has to let its CNAME record lead to a name that has an A or AAAA record.`,
    needsRoot: false,
  };
}

/** Some clients do not ask the system what a name under localhost means: it is this machine (RFC 6761, 6.3). */
const unknownLocalhost = (names: NameLookup, here: readonly Fix[]): Finding => ({
  ...noAddress(
    names,
    `The system finds no address for ${names.name}: no hosts line has it. curl and browsers take it for this machine by themselves; Python, Node, wget and others ask the system, and fail.`,
    'the system does not know it',
    [
      ...here,
      {
        title: `Ask for ${/^localhost\.?$/i.test(names.name) ? '' : 'localhost or '}127.0.0.1, or let the system know every such name`,
        text: 'libnss-myhostname, or systemd-resolved, answers for localhost and all names under it: on Debian, apt install libnss-myhostname.',
        needsRoot: true,
      },
    ],
  ),
  headline: `the system does not know ${names.name}; only curl and browsers do`,
});

/** The name is there, with addresses of the other family alone. */
function ofOtherFamily(names: NameLookup, { family }: Question): Finding {
  const found = listed(names.addresses.slice(0, 4).map(({ address }) => address));
  const record = family === 6 ? 'an AAAA record' : 'an A record';
  return {
    ...noAddress(
      names,
      `${names.name} has no IPv${family} address: it means ${found}, and -${family} asks for nothing else.`,
      `no IPv${family} address`,
      [
        {
          title: `Ask without -${family}, or give the name an IPv${family} address`,
          text:
            names.from === 'dns'
              ? `Whoever runs the zone of ${names.name} has to add ${record}, once the server answers by IPv${family}.`
              : `Where the name comes from the hosts file, a line there gives it one, once the server answers by IPv${family}.`,
          needsRoot: false,
        },
      ],
    ),
    headline: `the name has no IPv${family} address`,
  };
}

/** The first name server that says no knows the name, or an alias in its place. */
function isKnown(names: NameLookup): boolean {
  const no = askedServers(names).find(({ says }) => says === 'no')?.answer;
  return no?.outcome === 'NOERROR' || no?.alias !== undefined;
}

/** A name server said no, or nobody else is asked, and the hosts file does not have the name either. */
export const rule = defineRule({
  code: 'name/not-found',
  needs: ['names'],
  mayUse: ['sockets', 'interfaces', 'machine'],
  check(facts, question) {
    const { names } = facts;
    if (!asksName(names, question)) return undefined;
    if (question.address === '' && names.addresses.length > 0) return ofOtherFamily(names, question);
    const here = hereInstead(facts, question);
    // The clients that people open such names with get through.
    if (names.from === 'clients')
      return { ...unknownLocalhost(names, here), severity: 'warning', outcome: 'ok' };
    if (whyUnresolved(names) !== 'name/not-found') return undefined;
    if (isLocalhostName(names.name)) return unknownLocalhost(names, here);
    const known = isKnown(names);
    return {
      ...noAddress(
        names,
        `${names.name} has no address: ${reasonFor(names)}, and no hosts line has it.${ownSaid(facts)}`,
        known ? 'no address' : 'no such name',
        withHere([correction(names)], facts, question),
      ),
      ...(known && { headline: 'the name has no address' }),
    };
  },
});
