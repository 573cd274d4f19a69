import { absolutePath, filesAt, startedIn } from '../door.js';
import { boundBy, directiveEdits } from '../fixes/directive.js';
import { argumentChange } from '../fixes/generic.js';
import { optionValue } from '../options.js';
import type { Program } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

/** Caddy (caddyserver.com/docs, "bind"). Without `bind` it listens everywhere, whatever host a site is for. */
export const program: Program = {
  id: 'caddy',
  title: 'Caddy',
  takesBeside: true,
  defaultPorts: [80, 443],
  // Its API for administration (caddyserver.com/docs/api).
  commandPorts: [2019],
  manySites: true,
  defaultAddress: '::',
  speaks: 'http',
  onHangUp: 'ignores it',
  recognise: candidate => (isNamed(candidate, ['caddy']) ? recognition('Caddy') : undefined),
  configuration: ({ process, invocation }, door) =>
    filesAt(door, [
      absolutePath(
        optionValue(invocation.args, ['--config', '-config', '-c']) ?? 'Caddyfile',
        startedIn(process),
      ),
    ]),
  listenAt: (situation, wanted, candidate) => {
    const edits = directiveEdits(situation, wanted, /^[ \t]*(?:default_)?bind\s+(\S+)/gm);
    if (edits.length > 0) return [{ title: 'Write the address in the Caddyfile', edits }];
    return argumentChange(candidate, boundBy(situation), wanted);
  },
};
