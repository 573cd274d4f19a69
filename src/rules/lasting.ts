/** What is to be known of a setting that sysctl(8) has written (sysctl.d(5)). */
export const untilReboot = 'It lasts until the next reboot: a line in a file in /etc/sysctl.d keeps it.';

/** What is to be known of a setting that was written inside another network namespace. */
export const whileNamespaceLasts =
  'It lasts as long as that network namespace: make it last where it is set up.';
