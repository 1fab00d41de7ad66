import { readFileSync } from 'node:fs';

/** Sums the reports of Jest. A suite that could not run counts as one failure. */
let passed = 0;
let failed = 0;
for (const file of process.argv.slice(2)) {
  const report = readReport(file);
  passed += report?.numPassedTests ?? 0;
  failed += report ? report.numFailedTests + report.numRuntimeErrorTestSuites : 1;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
