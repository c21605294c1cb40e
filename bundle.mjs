/**
 * Joins the compiled modules into few files. Node.js needs about half a millisecond for each file that it loads, and every start of an
 * application would load more than four hundred.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { rolldown } from 'rolldown';

const { bin, exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const entryPoints = [
  ...Object.values(bin),
  ...Object.values(exports).flatMap((target) => target.default ?? []),
  // It reads the files beside it.
  './dist/sandbox/inbox/page-files.js',
].map((file) => file.replace(/^\.\/dist\/|\.js$/g, ''));

const bundle = await rolldown({
  input: Object.fromEntries(entryPoints.map((name) => [name, `./dist/${name}.js`])),
  external: /^[^./]/,
  platform: 'node',
  // Decorators act when their module is loaded.
  treeshake: false,
  // The source maps of the compiler lead back to the TypeScript sources.
  plugins: [
    {
      name: 'source-maps',
      load: (file) => ({
        code: readFileSync(file, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, ''),
        map: readFileSync(`${file}.map`, 'utf8'),
      }),
    },
  ],
});
const { output } = await bundle.generate({
  chunkFileNames: 'shared/[name].js',
  // Nest shows the names of classes in its errors.
  keepNames: true,
  sourcemap: true,
});
await bundle.close();

// The modules of the sandbox's page are for the browser.
const modules = readdirSync('dist', { recursive: true }).filter((file) => /\.js(\.map)?$/.test(file));
for (const file of modules) if (dirname(file) !== join('sandbox', 'inbox', 'page')) rmSync(join('dist', file));

for (const file of output) {
  const path = join('dist', file.fileName);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, file.type === 'chunk' ? file.code : file.source);
}
