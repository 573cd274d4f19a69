import { baseName } from '../../programs/invocation.js';
import { afterWaits } from './after-waits.js';

/** A program of Python by its own name, or as a module. */
const python = (words: string): RegExp => new RegExp(`^(?:python[\\d.]* (?:-\\w+ )*-m )?(?:${words})\\b`);

/** Servers by the words that start them, and the port that each takes where nobody says: their own documentation's. */
const usual: readonly (readonly [RegExp, number])[] = [
  [/^netcheck(?:\.js)? serve\b/, 8000],
  [/^python[\d.]* (?:-\w+ )*-m http\.server\b/, 8000],
  [/^(?:python[\d.]* )?(?:-\w+ )*manage\.py runserver\b/, 8000],
  [python(String.raw`flask\b.* run`), 5000],
  [
    python(
      'uvicorn|hypercorn|daphne|gunicorn|granian|mkdocs serve|(?:chainlit|litestar) run|fastapi (?:run|dev)',
    ),
    8000,
  ],
  [python(String.raw`waitress(?:-serve)?|aiohttp\.web`), 8080],
  [python('streamlit run'), 8501],
  [python('jupyter[- ]?(?:lab|notebook|server)'), 8888],
  [python('bokeh serve'), 5006],
  [python('tensorboard'), 6006],
  [python('mlflow (?:server|ui)'), 5000],
  [python(String.raw`celery\b.* flower`), 5555],
  [/^php artisan serve\b/, 8000],
  [/^(?:next (?:dev|start)|react-scripts start|rails (?:server|s))\b/, 3000],
  [/^vite(?:\.js)?(?: dev| serve)?(?: -|$)/, 5173],
  [/^ng serve\b/, 4200],
  [/^http-server\b/, 8080],
  [/^rsyslogd\b/, 514],
  [/^java\b.*\.jar\b.* -{0,2}nogui\b/i, 25565],
];

const interpreter = /^(?:node|nodejs|ruby|bun|python[\d.]*)$/;

/** A word that may be a port, or hold one: then nothing is left to custom. */
const number = /(?:^|[:=])\d{2,5}$|^unix:|\.sock$|^--(?:fd|uds|socket)\b/;

/** Whether a command leaves its port to custom. */
export const namesNoPort = (command: readonly string[]): boolean =>
  !command.slice(1).some(word => number.test(word));

/** Its port stands in server.xml, and the numbers of its many words are of other things. */
const tomcat = 'org.apache.catalina.startup.Bootstrap';

/** The port that a command takes because it names none; undefined where it names one, or is no server known by its words. */
export function usualPortOf(line: readonly string[]): number | undefined {
  const command = afterWaits(line);
  if (command.includes(tomcat)) return 8080;
  if (!namesNoPort(command)) return undefined;
  const words = command.slice(0, 16).map(baseName);
  const own = interpreter.test(words[0] ?? '') ? words.slice(1) : words;
  const lines = [words.join(' '), own.join(' ')];
  return usual.find(([pattern]) => lines.some(line => pattern.test(line)))?.[1];
}
