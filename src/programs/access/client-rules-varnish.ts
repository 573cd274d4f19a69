import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { lineAt, type Passed } from '../proxies/upstream.js';
import { bracesAround, MOST } from './braces.js';
import type { Admittance, Coming } from './client-rules-types.js';
import { meansClient } from './client-words.js';

/**
 * Whether a place of a VCL is reached by every request: in vcl_recv, in no condition (PURGE has one of its own), and
 * behind nothing that may answer some paths before.
 */
function isForAll(text: string, place: number): boolean {
  const [open, ...more] = bracesAround(text, place);
  if (open === undefined || more.length > 0) return false;
  const before = text.slice(open, place);
  return (
    /\bsub\s+vcl_recv\s*$/.test(text.slice(Math.max(0, open - 100), open)) &&
    !/\belse\s*$/.test(before.slice(-100)) &&
    !(before.includes('req.url') && /\breturn\b/.test(before))
  );
}

/** Varnish: `if (client.ip !~ NAME) { return (synth(403)); }`, by an acl of the VCL. */
export function varnishAdmits(
  files: readonly ConfigurationFile[],
  _passed: Passed,
  { client }: Coming,
): Admittance | undefined {
  let last: Admittance | undefined;
  for (const { path, text: whole } of files) {
    const text = whole.replace(/(?:#|\/\/)[^\n]*/g, comment => ' '.repeat(comment.length));
    const asks =
      /\bif\s*\(\s*(?:(!)\s*)?(?:\(\s*)?client\.ip\s*(!?)~\s*(\w+)\s*(?:\)\s*)?\)\s*\{\s*return\s*\(\s*synth\s*\(\s*40\d\b[^{}]*\}/g;
    for (const asked of [...text.matchAll(asks)].slice(0, MOST)) {
      if (!isForAll(text, asked.index)) continue;
      const [, first = '', second = '', name = ''] = asked;
      const member = inAcl(text, name, client);
      if (member === undefined) continue;
      const admitted = member === ((first === '!') !== (second === '!'));
      const said = asked[0].replace(/\s*\{.*$/s, '');
      last = { admitted, file: path, line: lineAt(text, asked.index), text: said };
      if (!admitted) return last;
    }
  }
  return last;
}

/** Whether an acl has an address: the most specific entry counts, and may begin with ! (varnish-cache.org, "ACLs"). */
function inAcl(text: string, name: string, client: string): boolean | undefined {
  const body = new RegExp(`\\bacl\\s+${name}\\s*\\{([^}]*)\\}`).exec(text)?.[1];
  if (body === undefined) return undefined;
  const entries = [...body.matchAll(/(!?)\s*"([^"]+)"(?:\s*\/\s*(\d+))?/g)].map(
    ([, no, address, length]) => ({
      no: no === '!',
      length: Number(length ?? 128),
      means: meansClient(
        `${address === 'localhost' ? '127.0.0.1' : address}${length ? `/${length}` : ''}`,
        client,
      ),
    }),
  );
  if (entries.some(({ means }) => means === undefined)) return undefined;
  const [best] = entries.filter(({ means }) => means).sort((a, b) => b.length - a.length);
  return best !== undefined && !best.no;
}
