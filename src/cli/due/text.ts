import { visible } from "../visible";
import { countLine, type Findings, type Found, isInOrder, sayings } from "./found";

const WIDTH = "warning".length;

/** A line for each resource with something to report, and how many are due. */
export function asText(findings: Findings, all: boolean): string {
  const titled = titles(findings.found);
  const lines = findings.found
    .filter((each) => all || !isInOrder(each))
    .map((each) => visible(`${each.status.padEnd(WIDTH)}  ${titled(each)}${said(each)}`));
  return [...lines, countLine(findings)].join("\n");
}

function said(found: Found): string {
  const { status, nextRunBy } = found;
  const next = nextRunBy && (status === "later" || status === "warning") ? [`next on ${nextRunBy}`] : [];
  const all = [...sayings(found), ...next];
  return all.length > 0 ? `: ${all.join("; ")}` : "";
}

type Titled = Pick<Found, "project" | "stack" | "resource">;

/** The names of the resources for people, with their stacks if there are several. */
export function titles(found: readonly Titled[]): (each: Titled) => string {
  const isSeveral = new Set(found.map(stackOf)).size > 1;
  return (each) => (isSeveral ? `[${stackOf(each)}] ${each.resource}` : each.resource);
}

export function stackOf({ project, stack }: Pick<Found, "project" | "stack">): string {
  return [project, stack].filter((part) => part !== "").join("/");
}
