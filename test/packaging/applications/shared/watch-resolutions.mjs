// Loaded before a program: appends each name that it imports or requires to the file RESOLVED. A pipe can be full, and then refuses what is written.
import { appendFileSync } from 'node:fs';
import Module, { register } from 'node:module';

const resolve = Module._resolveFilename;
Module._resolveFilename = function (name, ...rest) {
  appendFileSync(process.env.RESOLVED, `${name}\n`);
  return Reflect.apply(resolve, this, [name, ...rest]);
};

const hooks = `
import { appendFileSync } from 'node:fs';
export async function resolve(name, context, next) {
  appendFileSync(process.env.RESOLVED, name + '\\n');
  return next(name, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
