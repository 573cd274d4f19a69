/** What is to be known of a setting that sysctl(8) has written (sysctl.d(5)). */
export const untilReboot = 'It lasts until the next reboot: a line in a file in /etc/sysctl.d keeps it.';
