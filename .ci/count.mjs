/**
 * Adds up tests and steps: `count.mjs <vitest report> <vitest exit status> <steps passed> <steps failed>`.
 *
 * Names every test that failed, and prints `N passed, N failed, N skipped` as its last line; the exit status is 1 when
 * anything failed. A run that left no report, a file that failed before its first test, and a run that failed outside
 * its tests count as one failure each.
 */
import { readFileSync } from 'node:fs';

const [reportPath, testStatus, stepsPassed, stepsFailed] = process.argv.slice(2);
const tests = countTests(reportPath, Number(testStatus));
const passed = tests.passed + Number(stepsPassed);
const failed = tests.failed + Number(stepsFailed);
for (const problem of tests.problems) console.log(problem);
console.log(`${passed} passed, ${failed} failed, ${tests.skipped} skipped`);
process.exitCode = failed > 0 ? 1 : 0;

function countTests(path, status) {
  const report = readReport(path);
  if (!report)
    return {
      passed: 0,
      failed: 1,
      skipped: 0,
      problems: [`The tests left no report (exit status ${status}).`],
    };
  const broken = report.testResults.filter(
    file => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const problems = broken.map(
    file => `${file.name} failed before its first test: ${firstLine(file.message)}`,
  );
  for (const { name, assertionResults } of report.testResults)
    for (const { status, fullName, failureMessages } of assertionResults)
      if (status === 'failed') problems.push(`${name}: ${fullName}: ${firstLine(failureMessages[0])}`);
  let failed = report.numFailedTests + broken.length;
  if (status !== 0 && failed === 0) {
    failed = 1;
    problems.push(
      `The test run ended with exit status ${status} though no test failed: see its output above.`,
    );
  }
  if (report.numTotalTests === 0) {
    failed += 1;
    problems.push('The test run found no tests.');
  }
  return {
    passed: report.numPassedTests,
    failed,
    skipped: report.numPendingTests + report.numTodoTests,
    problems,
  };
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // absent or cut short: either way the run did not come to its end
  }
}

function firstLine(text) {
  return (text ?? '').split('\n', 1)[0];
}
