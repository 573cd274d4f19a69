const dangerous =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]|[\t\n]/gu;

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\u001b': '\\e' };

/**
 * Text from the machine or the network, made harmless: control characters, directional overrides, invisible and broken
 * characters are written out, so that no name can drive the terminal or pass for another.
 */
export const escaped = (text: string): string =>
  text.replace(dangerous, each => {
    const code = each.codePointAt(0) ?? 0;
    return (
      short[each] ??
      (code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`)
    );
  });
