/** The content codings that we can send, best first. */
export type Coding = 'br' | 'gzip';

/**
 * The best of `available` that an Accept-Encoding header allows; undefined for the plain representation. RFC 9110,
 * 12.5.3: a weight of 0 forbids, `*` stands for what is not named, a higher weight is preferred.
 */
export const chooseCoding = (
  header: string | undefined,
  available: readonly Coding[],
): Coding | undefined => {
  if (header === undefined || header.length > 1024) return undefined;
  const weights = new Map<string, number>();
  for (const item of header.split(',')) {
    const [name, ...parameters] = item.split(';').map(part => part.trim().toLowerCase());
    if (!name) continue;
    const weight = parameters.find(parameter => parameter.startsWith('q='))?.slice(2);
    weights.set(name === 'x-gzip' ? 'gzip' : name, weight === undefined ? 1 : Number(weight) || 0);
  }
  const weightOf = (coding: string): number => weights.get(coding) ?? weights.get('*') ?? 0;
  let best: Coding | undefined;
  for (const coding of available) if (weightOf(coding) > (best ? weightOf(best) : 0)) best = coding;
  const plain = weights.get('identity') ?? 0;
  return best && weightOf(best) >= plain ? best : undefined;
};
