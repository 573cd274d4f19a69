import { serviceAt } from '../../net/ports.js';

/** A call or a variable that a server's port is written in; what a client goes to stands in URLs and connect(). */
const serving = (port: number): RegExp =>
  new RegExp(
    `\\b(?:listen\\w*|\\w*serve\\w*|bind|run\\w*|test)\\s*\\(\\s*(?:[^)\\n]{0,80}[\\s,(:=])?["']?${port}\\b` +
      `|\\bPORT\\b[^\\n]{0,24}(?:\\|\\||\\?\\?|\\bor\\b|,|=|:)\\s*["']?${port}\\b`,
    'i',
  );
/**
 * Many listen only when they have their database: `mongoose.connect(url).then(() => app.listen(3000))`; and Python's name
 * what handles requests: `HTTPServer(('', 8000), SimpleHTTPRequestHandler)`.
 */
const listens = /^listen/i;
const client =
  /connect|fetch|request(?!handler)|client|\bpool|\bdb\b|database|redis|mongo|postgres|mysql|smtp|amqp/i;
/** Before the port it is where a client goes; behind it, what a server prints: `listen(3000, () => console.log('http://…'))`. */
const url = /https?:\/\//;

/** `port: 5432,` of an object, or `port=6379,` among arguments: whose it is stands where that begins. */
const property = /^\s+["']?port["']?(?::|=)\s*\S+$/i;
/** Of the services that have their port by custom, scripts are mostly clients. */
const isWeb = (port: number): boolean => /^(?:https?|vite)?$/.test(serviceAt(port) ?? '');

const indentOf = (line: string): number => line.search(/\S/);

/** The lines before one that are within the same brackets by their indentation, from the one on that opens them; some of many. */
function openingOf(lines: readonly string[], at: number): readonly string[] {
  const before = lines.slice(Math.max(0, at - 16), at);
  const opens = before.findLastIndex(line => line.trim() !== '' && indentOf(line) < indentOf(lines[at]!));
  return before.slice(Math.max(0, opens));
}

/** Whether a source says that it serves the port. */
export const servesBySource = (text: string, port: number): boolean => {
  const pattern = serving(port);
  return text.split('\n').some((line, at, lines) => {
    if (line.length >= 400 || !line.includes(String(port)) || /^\s*(#|\/\/|\*)/.test(line)) return false;
    const found = pattern.exec(line);
    if (found === null || url.test(line.slice(0, found.index + found[0].length))) return false;
    if (!isWeb(port) && /^[Pp]ort/.test(found[0])) return false;
    if (property.test(line) && openingOf(lines, at).some(each => client.test(each))) return false;
    return !client.test(listens.test(found[0]) ? found[0] : line);
  });
};
