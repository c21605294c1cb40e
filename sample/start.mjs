// `npm start`: compiles the library and the sample, and says what it does while that takes time; then runs a program of the sample.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** What takes longer shows that it goes on. Milliseconds. */
const PROGRESS_EVERY = 2_000;

const [program = 'main'] = process.argv.slice(2);
const isCompiled =
  (await step('1/3 Compiling the library', 'node_modules/@nestjs/cli/bin/nest.js', 'build')) &&
  (await step('2/3 Compiling the sample', 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.sample.json'));
if (isCompiled) await load();
else process.exitCode = 1;

async function load() {
  console.log('3/3 Loading the sample');
  const stop = showProgress();
  await import(`./dist/${program}.js`);
  stop();
}

/** Runs a Node program. Shows its output only if it fails. @returns whether it succeeded */
async function step(title, ...command) {
  console.log(title);
  const stop = showProgress();
  const { code, output } = await run(command);
  stop();
  if (code !== 0) console.error(`${output}\n${title} failed.`);
  return code === 0;
}

function run(command) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

/** Writes the time that has passed, now and then. @returns a function that ends it */
function showProgress() {
  const startedAt = performance.now();
  const timer = setInterval(() => {
    console.log(`    … ${Math.round((performance.now() - startedAt) / 1_000)} s`);
  }, PROGRESS_EVERY);
  return () => clearInterval(timer);
}
