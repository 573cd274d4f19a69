import { faultyAnswers } from './faults/answers.js';
import { files } from './files/files.js';
import { type Application, compose, type Middleware } from './http/application.js';
import { accessLog } from './middleware/access-log.js';
import { compression } from './middleware/compression.js';
import { cors } from './middleware/cors.js';
import { debugLog } from './middleware/debug-log.js';
import { etag } from './middleware/etag.js';
import { headFromGet } from './middleware/head.js';
import { jsonp } from './middleware/jsonp.js';
import { limitContent } from './middleware/limits.js';
import type { Plan } from './plan.js';
import { withProbes } from './probes/probes.js';

/** Content that a request may announce, in bytes. */
const mostContent = 100 * 1024 * 1024;

/** The application that a plan asks for. `log` and `debug` get one line at a time. */
export const applicationOf = (
  plan: Plan,
  log: (line: string) => void,
  debug: (line: string) => void,
): Application => {
  const fault = plan.fault && faultyAnswers(plan.fault);
  const middlewares: (Middleware | false | null | undefined)[] = [
    plan.log !== null && accessLog(plan.logFormat, log),
    plan.debug && debugLog(debug),
    fault,
    limitContent(mostContent),
    plan.cors && cors,
    plan.jsonp && jsonp,
    headFromGet,
    // What probes say goes out as it is: neither compressed nor tagged.
    plan.probes && withProbes,
    plan.compression && compression(),
    etag,
  ];
  return compose(
    files(plan),
    middlewares.filter(middleware => typeof middleware === 'function'),
  );
};
