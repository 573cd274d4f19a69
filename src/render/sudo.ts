/** Folders in which sudo looks for programs (secure_path of sudoers(5)), whatever the caller's PATH says. */
const SECURE = /^(?:\/usr(?:\/local)?)?\/s?bin\/[^/]+$/;

/**
 * How an ordinary user types `sudo netcheck`: npx, and a Node of one's own (nvm, fnm, Homebrew), lie where sudo does not
 * look. `script` and `node` are the paths by which both were started.
 */
export function sudoNetcheck(script: string, node: string): string {
  if (script.includes('/_npx/')) return 'sudo env "PATH=$PATH" npx netcheck-cli';
  const own = script.endsWith('/netcheck') && !(SECURE.test(script) && SECURE.test(node));
  return own ? 'sudo env "PATH=$PATH" netcheck' : 'sudo netcheck';
}
