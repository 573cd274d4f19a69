import { layerOf } from '../causes.js';
import type { Diagnosis } from '../diagnosis/types.js';
import { escaped } from './escape.js';
import { indented } from './wrap.js';

/** As many as fit a line that is to be typed. */
const most = 6;

/**
 * Where else that listens which was asked about by its name or pid, and how to ask about that; empty where nowhere, or in a
 * network namespace in which a port's number means nothing here.
 */
export const morePorts = ({ target, causes, otherPorts = [] }: Diagnosis, columns: number): string =>
  otherPorts.length === 0 || causes.some(({ code }) => layerOf(code) === 'namespace')
    ? ''
    : indented(
        `${escaped(target.input)} has more ports, not looked at here: netcheck why ${otherPorts.slice(0, most).join(' ')}${otherPorts.length > most ? ' …' : ''}`,
        2,
        columns,
      );
