import { withoutEndDot } from './host.js';

/** Top-level domains that browsers open over https only, whole (Chromium's HSTS preload list). */
const preloaded = new Set(
  'android app bank boo channel chrome dad day dev eat esq fly foo gle gmail google hangout ing insurance meme mov new nexus page phd play prof rsvp search youtube zip'.split(
    ' ',
  ),
);

/** The top-level domain of a name that browsers open over https only; undefined for any other name. */
export function httpsOnly(name: string): string | undefined {
  const labels = withoutEndDot(name).toLowerCase().split('.');
  const top = labels.at(-1)!;
  return labels.length > 1 && preloaded.has(top) ? top : undefined;
}
