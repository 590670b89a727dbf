/** Lines that are the same in every run, or repeat others. */
const NOISE = [
  /^$|^(Previewing|Updating|Destroying|Refreshing) |^@ |^Duration:|^The resources in the stack|^If you want to remove/,
  /pulumi:pulumi:Stack|^Diagnostics:|^pulumi-nodejs:dynamic\/\S+ \(\S+\):$|^error: update failed/,
  /^pulumi-nodejs:dynamic\/\S+ \S+$|(creating|updating|deleting|refreshing) \(\d+s\)/,
  /\*\*\w+ failed\*\*|KEYSMITH_AS_OF sets the time/,
];

/** Outputs are worth showing when they change. */
const OUTPUTS = /^Outputs:\n(?: {2,}.*\n)+/gm;
/** The numbers of changed and unchanged resources, on one line each. */
const SUMMARY = /^Resources:\n((?: {4}.*\n?)+)/gm;

/** The part of Pulumi's output that is worth showing. */
export function worthShowing(printed: string): string {
  const text = printed
    .replaceAll(OUTPUTS, changedOutputs)
    .replaceAll(SUMMARY, (_, counts: string) => `Resources: ${linesOf(counts).join(", ")}\n`);
  const lines = text.split("\n").filter((line) => !NOISE.some((noise) => noise.test(line.trim())));
  return withoutRepetition(lines).join("\n");
}

function changedOutputs(outputs: string): string {
  const changed = outputs.split("\n").filter((line) => / => /.test(line));
  return changed.map((line) => `Output: ${line.trim().replace(/ +/g, " ")}\n`).join("");
}

/** Pulumi repeats our provider's error message with the resource. */
function withoutRepetition(lines: readonly string[]): string[] {
  const said = new Set<string>();
  return lines.filter((line) => {
    const text = line.trim().replace(/^(keysmith|error): /, "");
    return !said.has(text) && said.add(text);
  });
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
