import type { Fix } from '../../programs/fixes/fix.js';
import { advice } from '../talk.js';

/** How a certificate is renewed, on this machine or on another. */
export const renewal = (local: boolean): Fix =>
  advice(
    'Renew the certificate and make the server load it',
    local
      ? 'With certbot and nginx:\n  sudo certbot renew && sudo systemctl reload nginx\nA server keeps the certificate it has loaded: if the file is newer already, the reload is all it takes.'
      : 'Who runs that server has to renew the certificate and reload the server.',
    local,
  );
