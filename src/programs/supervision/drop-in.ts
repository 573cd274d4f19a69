import type { Step } from '../fixes/fix.js';
import { quoted } from '../shell.js';

/** Settings for a system service that come to those of its file (systemd.unit(5), drop-ins), and its start with them. */
export function serviceDropIn(name: string, file: string, lines: readonly string[]): readonly Step[] {
  const folder = quoted(`/etc/systemd/system/${name}.d`);
  return [
    {
      do: 'run',
      command: `mkdir -p ${folder} && printf '%s\\n' '[Service]' ${lines.map(quoted).join(' ')} >${folder}/${file}.conf`,
    },
    {
      do: 'run',
      command: `systemctl daemon-reload && systemctl reset-failed ${quoted(name)}; systemctl restart ${quoted(name)}`,
    },
  ];
}
