import { filesAt } from '../door.js';
import { boundBy } from '../fixes/directive.js';
import { editsAt } from '../fixes/edit.js';
import type { Candidate, Program } from '../program.js';
import { recognition } from '../recognise.js';

const property = ({ process }: Candidate, name: string): string | undefined =>
  process.command.find(word => word.startsWith(`-D${name}=`))?.slice(name.length + 3);

const baseOf = (candidate: Candidate): string =>
  property(candidate, 'catalina.base') ?? property(candidate, 'catalina.home') ?? '/var/lib/tomcat10';

/** Apache Tomcat (tomcat.apache.org, "The HTTP Connector": address, port). */
export const program: Program = {
  id: 'tomcat',
  title: 'Apache Tomcat',
  defaultPorts: [8080],
  // <Server port="8005" shutdown="SHUTDOWN">
  commandPorts: [8005],
  defaultAddress: '::',
  speaks: 'http',
  onHangUp: 'ends',
  recognise: candidate => {
    if (candidate.invocation.module !== 'org.apache.catalina.startup.Bootstrap') return undefined;
    return recognition('Tomcat', 'single');
  },
  configuration: (candidate, door) =>
    filesAt(
      door,
      ['server.xml', 'context.xml'].map(name => `${baseOf(candidate)}/conf/${name}`),
    ),
  logs: candidate => [
    `${baseOf(candidate)}/logs/catalina.out`,
    '/var/log/tomcat10/catalina.out',
    '/var/log/tomcat9/catalina.out',
  ],
  listenAt: (situation, wanted) => {
    const bound = boundBy(situation);
    const edits = situation.configuration.flatMap(file => {
      const places = [...file.text.matchAll(/<Connector\b[^<>]*>/g)].flatMap(({ 0: tag, index }) => {
        const address = /\baddress="([^"]*)"/.exec(tag);
        if (!new RegExp(`\\bport="${wanted.port}"`).test(tag) || !address || !bound.includes(address[1]!))
          return [];
        const start = index + address.index;
        return [{ start, end: start + address[0].length, text: `address="${wanted.address}"` }];
      });
      return editsAt(file, places);
    });
    return edits.length > 0 ? [{ title: "Write the address in server.xml's Connector", edits }] : [];
  },
};
