// Loaded before a program: writes each name that it imports or requires to standard error.
import { writeSync } from 'node:fs';
import Module, { register } from 'node:module';

const resolve = Module._resolveFilename;
Module._resolveFilename = function (name, ...rest) {
  writeSync(2, `resolves ${name}\n`);
  return Reflect.apply(resolve, this, [name, ...rest]);
};

const hooks = `
import { writeSync } from 'node:fs';
export async function resolve(name, context, next) {
  writeSync(2, 'resolves ' + name + '\\n');
  return next(name, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
