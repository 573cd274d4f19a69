const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made safe inside HTML, between tags and in quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, character => entities[character]!);

const style =
  'body{font:16px/1.5 system-ui,sans-serif;margin:2em auto;max-width:60em;padding:0 1em}' +
  'table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.2em 1em .2em 0;white-space:nowrap}' +
  'td:first-child{white-space:normal;overflow-wrap:anywhere}.n{text-align:right}' +
  '@media(prefers-color-scheme:dark){body{background:#111;color:#ddd}a{color:#8bf}}';

/** A page without scripts. `title` is text, `content` is HTML. */
export const page = (title: string, content: string): string =>
  `<!doctype html>\n<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<title>${escapeHtml(title)}</title><style>${style}</style>\n<h1>${escapeHtml(title)}</h1>\n${content}\n</html>\n`;
