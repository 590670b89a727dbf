"use strict";

/** A jest reporter: lists the skipped suites, and closes with `N passed, N failed, N skipped`. */
module.exports = class ClosingLine {
  onRunComplete(
    _contexts,
    { testResults, numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites },
  ) {
    const skipped = testResults.flatMap((file) => file.testResults).filter(({ status }) => status === "pending");
    const titles = [...new Set(skipped.map(({ ancestorTitles }) => ancestorTitles.join(" › ")))];
    // A file that could not even be loaded counts as one failure: it has no tests to count.
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const lines = [
      ...titles.map((title) => `skipped: ${title}`),
      `${numPassedTests} passed, ${failed} failed, ${numPendingTests} skipped`,
    ];
    // Jest's own summary comes after all reporters.
    process.once("exit", () => process.stdout.write(`${lines.join("\n")}\n`));
  }
};
