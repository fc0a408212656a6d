// Counting tests over stages, from vitest's JSON report. What went wrong outside any test (a file that does not
// load, an unhandled error, a killed run) counts as a failure too: nothing that failed may read as passed.

export const noCounts = { passed: 0, failed: 0, skipped: 0 };

export function addCounts(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

export function countLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** `report` is vitest's JSON (or undefined when there is none), `exitCode` that of its run. */
export function countReport(report, exitCode, { mustHaveTests = false } = {}) {
  if (!report) return { ...noCounts, failed: 1, note: 'the run ended without a report' };
  const files = report.testResults ?? [];
  const unloaded = files.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const counts = {
    passed: report.numPassedTests ?? 0,
    failed: (report.numFailedTests ?? 0) + unloaded,
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
  };
  if (counts.failed === 0 && exitCode !== 0)
    return { ...counts, failed: 1, note: `vitest ended with exit code ${exitCode}` };
  if (files.length > 0 || counts.failed > 0) return counts;
  return mustHaveTests
    ? { ...counts, failed: 1, note: 'no tests found' }
    : { ...counts, note: 'no tests yet' };
}
