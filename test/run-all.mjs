// All checks, step by step. Stops at the first step that fails, and ends with one line of totals.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';

const STEPS = [
  'lint',
  'format:check',
  'typecheck',
  'check:imports',
  'check:api',
  'test:unit',
  'test:wiring',
  'test:contexts',
  'test:e2e',
  'test:page',
  'test:faults',
  'test:fleet',
  'test:gallery',
  'test:packaging',
  'docs',
];
const REPORT = '.cache/test-report.json';
const totals = { passed: 0, failed: 0, skipped: 0 };
const summary = [];

for (const step of STEPS) {
  console.log(`\n▶ npm run ${step}`);
  const start = performance.now();
  const succeeded = step.startsWith('test:') ? runTests(step) : run(step);
  summary.push(`${succeeded ? '✓' : '✗'} ${step.padEnd(16)} ${((performance.now() - start) / 1000).toFixed(1)} s`);
  if (!succeeded) {
    // A step can fail without a failed test: a lint error, a spec that does not load.
    totals.failed = Math.max(totals.failed, 1);
    process.exitCode = 1;
    break;
  }
}
for (const step of STEPS.slice(summary.length)) summary.push(`- ${step.padEnd(16)} not run`);

console.log(`\n${summary.join('\n')}\n`);
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);

function run(step, ...options) {
  return spawnSync('npm', ['run', '--silent', step, '--', ...options], { stdio: 'inherit' }).status === 0;
}

function runTests(step) {
  rmSync(REPORT, { force: true });
  const succeeded = run(step, '--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`);
  const report = readReport();
  totals.passed += report.numPassedTests;
  totals.failed += report.numFailedTests;
  totals.skipped += report.numPendingTests + report.numTodoTests;
  return succeeded;
}

function readReport() {
  try {
    return JSON.parse(readFileSync(REPORT, 'utf8'));
  } catch (error) {
    // Without a report vitest itself failed and has printed the reason.
    if (error.code !== 'ENOENT') throw error;
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
  }
}
