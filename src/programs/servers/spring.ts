import { boundBy } from '../fixes/directive.js';
import { optionChange } from '../fixes/generic.js';
import type { Program } from '../program.js';
import { recognition } from '../recognise.js';
import { springChanges } from '../sources/spring-settings.js';

/** A Spring Boot application, as far as its command line tells (docs.spring.io, "Common Application Properties": server.address). */
export const program: Program = {
  id: 'spring',
  title: 'Spring Boot',
  defaultPorts: [8080],
  defaultAddress: '::',
  speaks: 'http',
  onHangUp: 'ends',
  recognise: ({ process, invocation }) => {
    if (invocation.language !== 'java') return undefined;
    const words = process.command.join(' ').slice(0, 64 * 1024);
    return /org\.springframework\.boot|--server\.(port|address)|-D(server\.(port|address)|spring\.)|--spring\./.test(
      words,
    )
      ? recognition('Spring Boot')
      : undefined;
  },
  listenAt: (situation, wanted, candidate) => {
    // What its command line or its environment says outranks the files.
    const said =
      candidate.process.environment?.SERVER_ADDRESS !== undefined ||
      candidate.process.command.some(word => /^(?:--|-D)server\.address=/.test(word));
    const written = said ? [] : springChanges(situation.configuration, boundBy(situation), wanted);
    if (written.length > 0) return written;
    const system = candidate.process.command.findIndex(word => word.startsWith('-Dserver.address='));
    if (system < 0) return optionChange(candidate, ['--server.address='], wanted.address);
    const command = candidate.process.command.with(system, `-Dserver.address=${wanted.address}`);
    return [{ title: `Start it with -Dserver.address=${wanted.address}`, command }];
  },
};
