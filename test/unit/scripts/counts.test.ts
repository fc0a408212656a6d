// The sum at the end of a test run never reads better than what happened.
import { expect, test } from 'vitest';
import { addCounts, countLine, countReport } from '../../../scripts/testing/counts.mjs';

const file = (status: string, tests: number) => ({
  status,
  assertionResults: Array.from({ length: tests }, () => ({})),
});
const report = (numbers: object, files: readonly object[]) => ({ testResults: files, ...numbers });

test('passed, failed and skipped tests are counted as vitest reports them', () => {
  const given = report({ numPassedTests: 3, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 }, [
    file('failed', 7),
  ]);
  expect(countReport(given, 1)).toEqual({ passed: 3, failed: 1, skipped: 3 });
});

test('a file that does not load counts as one failure', () => {
  const given = report({ numPassedTests: 2, numFailedTests: 0 }, [file('passed', 2), file('failed', 0)]);
  expect(countReport(given, 1)).toMatchObject({ passed: 2, failed: 1 });
});

test('a run that ended badly with every test green, or without a report, counts as a failure', () => {
  const green = report({ numPassedTests: 2, numFailedTests: 0 }, [file('passed', 2)]);
  expect(countReport(green, 1)).toMatchObject({ passed: 2, failed: 1 });
  expect(countReport(undefined, 0)).toMatchObject({ passed: 0, failed: 1 });
});

test('a project without tests is noted, and fails where tests are due', () => {
  expect(countReport(report({}, []), 0)).toMatchObject({ failed: 0, note: 'no tests yet' });
  expect(countReport(report({}, []), 0, { mustHaveTests: true })).toMatchObject({
    failed: 1,
    note: 'no tests found',
  });
});

test('the last line has one fixed form', () => {
  const sum = addCounts({ passed: 1, failed: 0, skipped: 0 }, { passed: 2, failed: 1, skipped: 0 });
  expect(countLine(sum)).toBe('3 passed, 1 failed');
  expect(countLine({ ...sum, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
});
