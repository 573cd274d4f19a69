/** Where systemd looks for programs, and they for others (systemd.exec(5), `PATH`). */
export const SYSTEM_PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
