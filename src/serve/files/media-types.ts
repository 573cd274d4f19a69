import database from 'mime-db';

/** Where two media types claim one extension, the standard ones win. */
const rank: Readonly<Record<string, number>> = { nginx: 1, apache: 2, iana: 3 };

/** Types whose claim stands although the ranking would prefer another: what browsers expect of these extensions. */
const settled: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  mjs: 'text/javascript',
  mp4: 'video/mp4',
  mp3: 'audio/mpeg',
  ico: 'image/x-icon',
  xml: 'text/xml',
  rtf: 'application/rtf',
  wav: 'audio/wav',
  ts: 'text/plain',
};

let types: Map<string, string> | undefined;

const load = (): Map<string, string> => {
  const found = new Map<string, { type: string; rank: number }>();
  for (const [type, { extensions = [], source = '' }] of Object.entries(database)) {
    const own = rank[source] ?? 0;
    for (const extension of extensions)
      if (own > (found.get(extension)?.rank ?? -1)) found.set(extension, { type, rank: own });
  }
  return new Map([
    ...[...found].map(([extension, { type }]) => [extension, type] as const),
    ...Object.entries(settled),
  ]);
};

/**
 * The Content-Type of a file by its name: the whole registry of mime-db, text in UTF-8, `application/octet-stream` for
 * what has no known extension.
 */
export const mediaType = (name: string): string => {
  types ??= load();
  const dot = name.lastIndexOf('.');
  const type =
    (dot > 0 ? types.get(name.slice(dot + 1).toLowerCase()) : undefined) ?? 'application/octet-stream';
  return type.startsWith('text/') ? `${type}; charset=utf-8` : type;
};

const compressible = new Map<string, boolean>();

/** Whether compressing this Content-Type is worth the work. */
export const isCompressible = (contentType: string): boolean => {
  const known = compressible.get(contentType);
  if (known !== undefined) return known;
  const type = contentType.split(';', 1)[0]!.trim().toLowerCase();
  const worth =
    type !== 'application/octet-stream' &&
    (database[type]?.compressible ?? /^text\/|\+(json|text|xml)$/.test(type));
  if (compressible.size < 1000) compressible.set(contentType, worth);
  return worth;
};
