import { parseTime } from "../../core/clock";
import { momentOf } from "../../core/moments";
import { visibleLines } from "../visible";
import type { Findings, Found } from "./found";

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

/**
 * The text format of Prometheus, as the textfile collector of node_exporter reads it. A gauge has no sample for a resource without
 * such a moment.
 */
export function asPrometheus({ at, found }: Findings): string {
  const stacks = new Map(found.map(({ project, stack }) => [JSON.stringify([project, stack]), { project, stack }]));
  return [
    gauge("credential_not_after_timestamp_seconds", "When the credential ends.", samplesOf(found, "end")),
    gauge(
      "credential_rotate_at_timestamp_seconds",
      "The time from which a run rotates the credential.",
      samplesOf(found, "rotate"),
    ),
    gauge(
      "credential_due",
      "Whether something is due: 1 when the next run has something to do.",
      found.map((each): Sample => [labelsOf(each), each.needsRun ? 1 : 0]),
    ),
    gauge(
      "due_evaluated_timestamp_seconds",
      "When the recorded state of the stack was looked at.",
      [...stacks.values()].map((labels): Sample => [labels, secondsOf(at)]),
    ),
  ].join("");
}

function samplesOf(found: readonly Found[], kind: "end" | "rotate"): Sample[] {
  return found.flatMap((each) => {
    const moment = momentOf(each.moments, kind);
    return moment ? [[labelsOf(each), secondsOf(moment.at)] as const] : [];
  });
}

function labelsOf({ project, stack, name, kind }: Found): Labels {
  return { project, stack, name, kind };
}

function secondsOf(time: string): number {
  return parseTime(time).getTime() / 1000;
}

/** A family without samples is left out. */
function gauge(name: string, help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return "";
  const full = `keysmith_${name}`;
  const lines = samples.map(([labels, value]) => `${full}{${written(labels)}} ${value}`);
  return [`# HELP ${full} ${help}`, `# TYPE ${full} gauge`, ...lines, ""].join("\n");
}

function written(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(",");
}

function escaped(value: string): string {
  return visibleLines(value).replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
