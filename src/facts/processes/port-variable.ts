import type { Process } from './types.js';

/** Whether a variable sets a port by its name, as programs call it: PORT, SERVER_PORT, FLASK_RUN_PORT. */
export const isPortVariable = (name: string): boolean => /(^|_)PORT$/.test(name);

/** Those that hold ports among other things: `http://*:8080;https://*:8081`, `8080;8081`. */
const HOLDS_PORTS = /^(?:ASPNETCORE|DOTNET)_(?:URLS|HTTPS?_PORTS)$/;

/** Whether a variable sets this port: PORT=8080, ASPNETCORE_URLS=http://*:8080. */
export const setsPort = (name: string, value: string, port: number): boolean =>
  isPortVariable(name)
    ? value.trim() === String(port)
    : HOLDS_PORTS.test(name) && value.split(';').some(each => /(\d+)\/?$/.exec(each)?.[1] === String(port));

/** Whether a process was told a port by a variable, whichever port. */
export const hasPortVariable = ({ environment }: Process): boolean =>
  Object.keys(environment ?? {}).some(isPortVariable);
