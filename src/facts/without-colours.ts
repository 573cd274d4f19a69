/** Colours and the like (ECMA-48, CSI), which programs write for a terminal, and into a log where they are told to. */
const control = /\x1b\[[\d;?]*[A-Za-z]/g;

/** A text as it reads. */
export const withoutColours = (text: string): string =>
  text.includes('\x1b') ? text.replace(control, '') : text;
