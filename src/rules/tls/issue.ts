import { familyOf } from '../../net/address.js';
import { advice } from '../talk.js';

/** How somebody gets a certificate for a name or address of their own server. */
export const issue = (asked: string) =>
  advice(
    `Get a certificate for ${asked}`,
    `For a server of your own, by mkcert or by openssl:\n  mkcert ${asked}\n  openssl req -x509 -newkey rsa:2048 -nodes -days 365 -keyout key.pem -out cert.pem -subj /CN=${asked} -addext subjectAltName=${familyOf(asked) ? 'IP' : 'DNS'}:${asked}\nGive the server both files (flask run: --cert and --key). Clients trust the first certificate after mkcert -install, the second by curl --cacert cert.pem.`,
  );
