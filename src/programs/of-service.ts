import { programs } from './index.js';

/** The usual port of a database, a mail or a name server: nobody serves the web there unless it is said. PHP-FPM's 9000 is anybody's. */
export const isOfService = (port: number): boolean =>
  programs.some(
    ({ id, speaks = 'http', defaultPorts }) =>
      speaks !== 'http' && id !== 'php-fpm' && defaultPorts.includes(port),
  );
