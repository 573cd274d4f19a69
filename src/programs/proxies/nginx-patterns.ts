/** server_name: exact, *.example.com, www.example.*, .example.com, ~regex (nginx.org, server_names). */
export function nameFits(pattern: string, host: string): boolean {
  const name = pattern.toLowerCase();
  const asked = host.toLowerCase();
  if (name.startsWith('~')) return matches(pattern.slice(1), asked, 'i');
  if (name.startsWith('.')) return asked === name.slice(1) || asked.endsWith(name);
  if (name.startsWith('*.')) return asked.endsWith(name.slice(1));
  return name.endsWith('.*') ? asked.startsWith(name.slice(0, -1)) : asked === name;
}

/** A group that is repeated: such a pattern may take longer than anybody lives, and only a script can be stopped. */
const REPEATED = /\)[*+{]/;
/** Milliseconds. */
const PATIENCE = 100;

/** A pattern of the configuration on a short text; one that JavaScript cannot read, or not in time, fits nothing. */
export function matches(pattern: string, whole: string, flags = ''): boolean {
  const text = whole.slice(0, 256);
  try {
    if (!REPEATED.test(pattern)) return new RegExp(pattern, flags).test(text);
    const { runInNewContext } = process.getBuiltinModule('node:vm');
    const script = 'new RegExp(pattern, flags).test(text)';
    return runInNewContext(script, { pattern, flags, text }, { timeout: PATIENCE }) === true;
  } catch {
    return false;
  }
}
