"use strict";

/** A reporter of jest's: says which suites were skipped, and closes with `N passed, N failed, N skipped`. */
module.exports = class ClosingLine {
  onRunComplete(
    _contexts,
    { testResults, numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites },
  ) {
    const skipped = testResults.flatMap((file) => file.testResults).filter(({ status }) => status === "pending");
    for (const title of new Set(skipped.map(({ ancestorTitles }) => ancestorTitles[0])))
      this.#print(`skipped: ${title}`);
    // A file that could not even be loaded counts as one failure: it has no tests to count.
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    this.#print(`${numPassedTests} passed, ${failed} failed, ${numPendingTests} skipped`);
  }

  #print(line) {
    process.stdout.write(`${line}\n`);
  }
};
