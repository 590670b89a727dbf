// Prints what a jest report says: each skipped test with its suite, and the closing line.
import { readFileSync } from "node:fs";

const report = JSON.parse(readFileSync(process.argv[2], "utf8"));
const skipped = report.testResults.flatMap(({ assertionResults }) =>
  assertionResults.filter(({ status }) => status === "pending"),
);
for (const title of new Set(skipped.map(({ ancestorTitles }) => ancestorTitles[0]))) console.log(`skipped: ${title}`);

// A file that could not even be loaded counts as one failure: it has no tests to count.
const unloaded = report.testResults.filter(
  ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
);
console.log(
  `${report.numPassedTests} passed, ${report.numFailedTests + unloaded.length} failed, ${report.numPendingTests} skipped`,
);
