import { expect, it } from 'vitest';
import { usualPortOf } from '../../../src/facts/processes/usual-port.js';

it.each([
  ['node /usr/bin/netcheck serve --fault refuse-after 3', 8000],
  ['python3 -u -m http.server --directory /srv', 8000],
  ['/srv/venv/bin/python3 manage.py runserver', 8000],
  ['python3 /usr/bin/flask --app shop run', 5000],
  ['python3 -m flask run --debug', 5000],
  ['node /srv/node_modules/.bin/vite --host', 5173],
  ['ruby bin/rails server', 3000],
  ['python3 -m http.server 9000', undefined],
  ['python3 manage.py runserver 0.0.0.0:9000', undefined],
  ['flask run --port=9000', undefined],
  ['gunicorn -b unix:/run/shop.sock shop:app', undefined],
  ['java -Xmx4G -jar server.jar nogui', 25565],
  ['java -jar server.jar', undefined],
  ['java -Djdk.tls.ephemeralDHKeySize=2048 org.apache.catalina.startup.Bootstrap start', 8080],
  ['bash ./wait-for-it.sh redis:6379 -- flask run --host 0.0.0.0', 5000],
  ['node app.js', undefined],
  ['vim netcheck serve', undefined],
  ['', undefined],
])('%s takes port %s by custom', (command, port) => expect(usualPortOf(command.split(' '))).toBe(port));
