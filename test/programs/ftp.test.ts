import { describe, expect, it } from 'vitest';
import { asksTwice, passivePorts, refusedVsftpd } from '../../src/programs/ftp.js';
import { file } from './situation.js';

const door = (text: string) => ({
  read: (path: string) => (path === '/etc/vsftpd.conf' ? text : undefined),
  list: () => [],
  modifiedAt: () => 0,
});

describe('vsftpd that is to listen in both ways', () => {
  it.each([
    ['both', 'listen=YES\nlisten_ipv6=YES\n', 21, 1],
    ['both, on another port', 'listen=yes\r\nlisten_ipv6=TRUE\r\nlisten_port=2121\r\n', 2121, 1],
    ['both, on another port than this', 'listen=YES\nlisten_ipv6=YES\nlisten_port=2121\n', 21, 0],
    ['one', 'listen=NO\nlisten_ipv6=YES\n', 21, 0],
    ['the last word counts', 'listen=YES\nlisten_ipv6=YES\nlisten=NO\n', 21, 0],
    ['one is a comment', 'listen=YES\n#listen_ipv6=YES\n', 21, 0],
  ])('%s', (_, text, port, count) => {
    const found = refusedVsftpd(door(text), port);
    expect(found).toHaveLength(count);
    expect(found.every(asksTwice)).toBe(true);
  });
});

describe('passive ports', () => {
  it.each([
    ['vsftpd', 'listen=YES\npasv_min_port=30000\npasv_max_port=30100\n', [30_000, 30_100, '/etc/x']],
    ['vsftpd without a range', 'anonymous_enable=YES\n', [1024, 65_535, null]],
    ['ProFTPD', 'ServerType standalone\n  PassivePorts 49152 65534\n', [49_152, 65_534, '/etc/x']],
    ['ProFTPD without a range', 'ServerType standalone\n', [32_768, 60_999, null]],
  ])('%s', (_, text, [from, to, path]) => {
    expect(passivePorts([file('/etc/x', text)])).toMatchObject({ from, to, file: path });
  });

  it.each([['pasv_enable=NO\nlisten=YES\n'], ['server { listen 21; }'], ['']])('none: %j', text => {
    expect(passivePorts([file('/etc/x', text)])).toBeUndefined();
  });
});
