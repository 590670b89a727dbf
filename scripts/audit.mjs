// Asks npm's registry for published vulnerabilities of the packages that we distribute or build with.
//
//   node scripts/audit.mjs [--project <folder>]
//
// Vulnerabilities of distributed packages fail the check; those of build tools are only reported. Some registries, above all mirrors
// and caches, have no advisories: when none answers, nothing was checked, and the script says so and exits with code 3.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
/** The exit code of a check that could not be made. */
const NOT_CHECKED = 3;

const { values } = parseArgs({ options: { project: { type: "string", default: root } } });
const [all, production] = [audit(), audit("--omit=dev")];
const silent = [all, production].find(({ vulnerabilities }) => vulnerabilities === undefined);
if (silent) {
  console.log(
    `audit: skipped: the registry answers no advisories (${silent.message ?? silent.error?.summary ?? "no reason given"})`,
  );
  process.exitCode = NOT_CHECKED;
} else {
  const published = Object.values(production.vulnerabilities);
  const own = Object.values(all.vulnerabilities).filter(({ name }) => !Object.hasOwn(production.vulnerabilities, name));
  for (const each of published) console.error(`audit: users get ${told(each)}`);
  for (const each of own) console.log(`audit: the build uses ${told(each)}`);
  console.log(`audit: ${published.length} vulnerable packages of those that users get, ${own.length} of the others`);
  if (published.length > 0) process.exitCode = 1;
}

/** npm's report on the packages in the lock file. */
function audit(...options) {
  // A registry that does not answer must not hold up everything else.
  const args = ["audit", "--json", "--package-lock-only", "--fetch-retries=0", "--fetch-timeout=30000", ...options];
  const { stdout, stderr } = spawnSync("npm", args, { cwd: values.project, encoding: "utf8" });
  try {
    return JSON.parse(stdout);
  } catch {
    return { message: stderr.trim().split("\n", 1)[0] };
  }
}

function told({ name, severity, range, via }) {
  const titles = via.map((each) => (typeof each === "string" ? `through ${each}` : `${each.title} (${each.url})`));
  return `${name} ${range}, ${severity}: ${[...new Set(titles)].join("; ")}`;
}
