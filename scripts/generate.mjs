// After a build, writes the generated files that are checked in: the reference pages, and the reports of each subpath's exports.
// With `--check` it writes nothing, and fails when anything differs.
import { apiReports } from "./api-reports.mjs";
import { generate } from "./generator.mjs";

const options = process.argv.slice(2);
const checkOnly = options.includes("--check");

// The generator has already printed its error.
await generate("pages", ...options).catch(() => {
  process.exitCode = 1;
});
const stale = apiReports(checkOnly);
if (!checkOnly) for (const report of stale) console.log(report);
else if (stale.length > 0) {
  console.error(`not what the package exports, run "npm run generate": ${stale.join(", ")}`);
  process.exitCode = 1;
}
