import { byOption } from '../by-option.js';
import { wantsBeside } from '../fixes/family-both.js';
import { optionChange } from '../fixes/generic.js';
import type { Candidate, Program } from '../program.js';

const base: Program = byOption({
  id: 'uvicorn',
  title: 'Uvicorn',
  names: ['uvicorn'],
  options: ['--host'],
  ports: [8000],
  address: '127.0.0.1',
});

/** For workers and reloads it makes the socket itself, whose [::] takes both families; else asyncio does, whose takes IPv6 alone. */
const bindsItself = ({ process, invocation }: Candidate): boolean =>
  process.environment?.WEB_CONCURRENCY !== undefined ||
  invocation.args.some(word => /^--(?:workers|reload)(?:=|$)/.test(word));

/** Uvicorn, an ASGI server (uvicorn.org, "Settings"). An empty host is every address of both families (loop.create_server()). */
export const program: Program = {
  ...base,
  listenAt: (situation, wanted, candidate) =>
    wantsBeside(situation, wanted) && !bindsItself(candidate)
      ? optionChange(candidate, ['--host'], '').map(change => ({
          ...change,
          title: "Start it with --host '', for both families",
        }))
      : base.listenAt!(situation, wanted, candidate),
};
