import type { Program } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

/** Those that show a display that is there; the others are one of their own. */
const SHARERS = ['x11vnc', 'X0tigervnc', 'x0vncserver'];
const NAMES = ['Xvnc', 'Xtigervnc', 'Xtightvnc', 'Xvnc4', ...SHARERS];
const FLAG = /^-{1,2}localhost(?:=.*)?$/;

/** VNC servers (Xvnc(1), vncserver(1), x11vnc(1): -localhost), which Debian's vncserver gives that flag by itself. */
export const program: Program = {
  id: 'xvnc',
  title: 'VNC server',
  defaultPorts: [5900, 5901],
  defaultAddress: '0.0.0.0',
  speaks: 'server-first',
  recognise: candidate => (isNamed(candidate, NAMES) ? recognition('VNC server') : undefined),
  listenAt: (_, { address }, { invocation }) => {
    const { head, args, name } = invocation;
    const at = args.findIndex(word => FLAG.test(word));
    if (address !== '0.0.0.0' || at < 0) return [];
    const shares = SHARERS.includes(name);
    const loss = shares ? '' : 'What is open on its display ends with it. ';
    const risk = `${loss}VNC encrypts little: an SSH tunnel (ssh -L) is safer.`;
    // vncserver gives it a file of cookies, and starts the session beside it.
    if (args.includes('-auth') && !shares) {
      const display = args.find(word => /^:\d+$/.test(word)) ?? ':1';
      return [
        {
          title: 'Start it with -localhost no',
          byHand: `As its user, with the options that it had:\n  vncserver -kill ${display}\n  vncserver ${display} -localhost no`,
          risk,
        },
      ];
    }
    const next = /^(?:0|1|no|yes|off|on)$/.test(args[at + 1] ?? '') ? 2 : 1;
    const command = [...head, ...args.slice(0, at), ...args.slice(at + next)];
    return [{ title: `Start it without ${args[at]}`, command, risk }];
  },
};
