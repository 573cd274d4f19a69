import { plainTheme, type Theme } from './plain.js';

/** The colours where they are wanted: chalk is loaded only then, which takes 3 ms. */
export const loadTheme = async (colour: boolean): Promise<Theme> =>
  colour ? (await import('./theme.js')).themeFor(true) : plainTheme;
