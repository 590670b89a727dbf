import type { Diagnostic } from "./protocol/provider";

/** The first versions whose engines call providers for `moved` blocks of other types, and that the suites have run on. */
const OLDEST = { terraform: "1.8", openTofu: "1.10" } as const;

/**
 * What is to be said of the engine's version. Both engines send it without their names, so one that only OpenTofu is too
 * old for passes here; what it lacks is refused where it is used.
 */
export function engineVersionProblems(version: string): Diagnostic[] {
  const needed = `Keysmith needs Terraform ${OLDEST.terraform} or OpenTofu ${OLDEST.openTofu}, or a newer version`;
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined || minor === undefined) {
    return [
      {
        severity: "warning",
        summary: `the engine's version, ${JSON.stringify(version)}, is not known`,
        detail: `${needed}.`,
      },
    ];
  }
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST.terraform.split(".").map(Number);
  const isOld = Number(major) < oldestMajor || (Number(major) === oldestMajor && Number(minor) < oldestMinor);
  const summary = `the engine's version, ${version}, is too old: ${needed}`;
  return isOld ? [{ severity: "error", summary, detail: "Nothing was changed." }] : [];
}
