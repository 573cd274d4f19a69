/** What stands between the commands that a shell runs one after the other. */
const between = /(?:&&|[;|])+|\b(?:do|then|else)\b/;
/** What may stand before a command, and runs it in its own place. */
const ahead = /^(?:!|exec|nohup|setsid|env|sudo|npx|cross-env|while|until|if|\w+=\S*)$/;
/** Its words only speak of programs, or end them. */
const speaking = /^(?:echo|printf|test|\[|p?kill|pgrep|grep|ps|trap|which|command|type)$/;
/** What runs the rest of its line on another machine. */
const elsewhere = /(?<![\w/.-])(?:ssh|docker|podman|kubectl)\s/;

/** The text without what a script does by its argument: which of that it has come to is not known. */
const withoutCases = (text: string): string =>
  text
    .split(/\besac\b/)
    .map(part => part.split(/^[ \t]*case\s[^\n]*\sin\b/m, 1)[0])
    .join('');

/**
 * The commands of a shell's text that it waits for, each with its words from the program's name on: one that is sent to
 * the background has had its turn, whether it still runs or not.
 */
export const commandsIn = (text: string): readonly (readonly string[])[] =>
  withoutCases(text)
    .split('\n')
    .flatMap(raw => {
      const line = raw.replace(/(^|\s)#.*$/s, '').replace(/[<>]&|&>/g, '>');
      if (line.length >= 400 || elsewhere.test(line)) return [];
      return line.split(between).flatMap(part => {
        const words = (part.split('&').at(-1) ?? '').replace(/["']/g, '').trim().split(/\s+/);
        const command = words.slice(words.findIndex(word => !ahead.test(word)));
        return speaking.test(command[0] ?? '') ? [] : [command];
      });
    });
