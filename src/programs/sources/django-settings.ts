import type { Process } from '../../facts/processes/types.js';
import { absolutePath, startedIn } from '../door.js';
import { optionValue } from '../options.js';
import type { FileDoor } from '../program.js';

/** The module that Django's startproject makes for servers: shop.wsgi, shop.wsgi:application, shop/wsgi.py. */
const ENTRY = /^((?:[\w./]*[./])?[aw]sgi)(?:\.py|:\w+)?$/;
/** os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings') */
const NAMED = /DJANGO_SETTINGS_MODULE["'],\s*["']([\w.]+)["']/;

const inFolder = (module: string): string => module.replaceAll('.', '/');

/**
 * Where the settings of a Django project may be that another server runs (docs.djangoproject.com, "How to deploy with
 * WSGI"); none where its command names no such project.
 */
export function djangoSettings(process: Process, door: FileDoor): readonly string[] {
  // A title has it in brackets: gunicorn: master [shop.wsgi]
  const words = process.command.join(' ').split(/[\s[\]=]/);
  const entry = words.flatMap(word => ENTRY.exec(word)?.[1] ?? [])[0];
  if (entry === undefined) return [];
  const folder = absolutePath(
    optionValue(process.command, ['--chdir', '--app-dir', '--pythonpath']) ?? '.',
    startedIn(process),
  ).replace(/\/\.$/, '');
  const module =
    process.environment?.DJANGO_SETTINGS_MODULE ??
    NAMED.exec(door.read(`${folder}/${inFolder(entry)}.py`) ?? '')?.[1];
  return module ? [`${folder}/${inFolder(module)}.py`, `${folder}/${inFolder(module)}/__init__.py`] : [];
}
