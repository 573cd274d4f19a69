// Makes this process one on which the optional dependency is not installed.
const Module = require('node:module');
const { dlopen } = process;
const resolve = Module._resolveFilename;
const isKoffi = path => /^koffi($|\/)|@koromix\/koffi/.test(path);
const missing = path =>
  Object.assign(new Error(`Cannot find module '${path}'`), { code: 'MODULE_NOT_FOUND' });

Module._resolveFilename = function (request, ...rest) {
  if (isKoffi(request)) throw missing(request);
  return resolve.call(this, request, ...rest);
};
process.dlopen = (module, path, ...rest) => {
  if (isKoffi(path)) throw missing(path);
  return dlopen.call(process, module, path, ...rest);
};
