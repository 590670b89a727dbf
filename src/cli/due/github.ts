import { inMarkdown, visibleLines } from "../visible";
import { countLine, type Findings, type Status, sayings, worstFirst } from "./found";
import { titles } from "./text";

const COMMANDS: Readonly<Partial<Record<Status, string>>> = {
  ended: "error",
  due: "warning",
  unknown: "warning",
  soon: "notice",
  warning: "notice",
};

/** Workflow commands, each of which GitHub shows as an annotation of the run: the worst first, as it shows only some. */
export function asAnnotations(findings: Findings): string {
  const titled = titles(findings.found);
  const lines = worstFirst(findings.found).map((each) => {
    const title = `title=${property(`Keysmith: ${each.status}`)}`;
    return `::${COMMANDS[each.status]} ${title}::${data(`${titled(each)}: ${sayings(each).join("; ")}`)}`;
  });
  return [...lines, countLine(findings)].join("\n");
}

/** The summary of a job, in Markdown. */
export function asSummary(findings: Findings): string {
  const titled = titles(findings.found);
  const rows = worstFirst(findings.found).map((each) => row([each.status, titled(each), sayings(each).join("; ")]));
  const table = rows.length > 0 ? [row(["status", "resource", "why"]), row(["---", "---", "---"]), ...rows, ""] : [];
  return ["### Keysmith", "", ...table, countLine(findings), ""].join("\n");
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(inMarkdown).join(" | ")} |`;
}

function data(text: string): string {
  return visibleLines(text).replaceAll("%", "%25").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
