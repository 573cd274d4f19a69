import { byFile } from '../by-file.js';
import type { Program } from '../program.js';
import { recognition } from '../recognise.js';

/** Archives that people start by these names; `nogui` is an option of this server's alone. */
const ARCHIVE =
  /(?:^|\/)(?:minecraft|craftbukkit|spigot|paper|purpur|fabric-server|forge)(?:[-_.\d][^/]*)?\.jar$/;

/** A Minecraft server (minecraft.wiki, "server.properties": server-ip). */
export const program: Program = byFile({
  id: 'minecraft',
  title: 'Minecraft server',
  names: [],
  defaultPorts: [25565],
  defaultAddress: '::',
  speaks: 'other',
  fileOptions: ['-c', '--config'],
  file: 'server.properties',
  setting: "server.properties' server-ip",
  lines: () => [/^server-ip=(\S+)$/gm],
  more: {
    recognise: ({ invocation: { language, script, head, args } }) =>
      language === 'java' &&
      (args.some(word => /^-{0,2}nogui$/i.test(word)) || ARCHIVE.test(script ?? head.at(-1) ?? ''))
        ? recognition('Minecraft server')
        : undefined,
    portLine: { file: /\/server\.properties$/, line: /^server-port=(\d+)/gm, counts: 'last' },
    logs: ({ process }) => (process.directory ? [`${process.directory}/logs/latest.log`] : []),
  },
});
