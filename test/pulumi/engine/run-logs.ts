import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProviderCall, StepOp, StepRecord } from "./types";

/** An event as `--event-log` writes it; the kinds and fields that are read here. */
interface EngineEvent {
  readonly resourcePreEvent?: { readonly metadata: StepMetadata };
  readonly resOpFailedEvent?: { readonly metadata: StepMetadata };
  readonly diagnosticEvent?: { readonly prefix?: string; readonly message: string; readonly severity: string };
  readonly summaryEvent?: { readonly resourceChanges: Readonly<Record<string, number>> | null };
}

interface StepMetadata {
  readonly op: StepOp;
  readonly urn: string;
  readonly type: string;
}

/** A call as `PULUMI_DEBUG_GRPC` writes it: once when it starts and once when it ends. */
interface LoggedCall {
  readonly method: string;
  readonly progress: string;
  readonly request: Readonly<Record<string, unknown>>;
}

const PROVIDER_SERVICE = "/pulumirpc.ResourceProvider/";

/**
 * The logs of one command. They hold secrets in clear, so they lie outside the folders of the stack and go as soon as they are
 * read.
 */
export class RunLogs {
  readonly #folder: string = mkdtempSync(join(tmpdir(), "engine-logs-"));

  get eventLog(): string {
    return join(this.#folder, "events.json");
  }

  get callLog(): string {
    return join(this.#folder, "calls.json");
  }

  /** What the logs say of the last engine run (and, for calls, of all), and an end to them. */
  collect(): CollectedLogs {
    try {
      return { ...readEvents(this.eventLog), calls: readCalls(this.callLog) };
    } finally {
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }
}

export interface CollectedLogs {
  readonly steps: StepRecord[];
  readonly changeSummary: Readonly<Record<string, number>>;
  readonly diagnostics: string;
  readonly calls: ProviderCall[];
}

function readEvents(path: string): Omit<CollectedLogs, "calls"> {
  const events = readLines<EngineEvent>(path);
  const failed = new Set(events.flatMap(({ resOpFailedEvent: event }) => (event ? [stepKey(event.metadata)] : [])));
  const started = events.flatMap(({ resourcePreEvent: event }) => (event ? [event.metadata] : []));
  const shown = started.filter(({ urn }) => !urn.includes("::pulumi:providers:"));
  return {
    steps: shown.filter((metadata) => !failed.has(stepKey(metadata))).map(stepRecord),
    changeSummary: events.find(({ summaryEvent }) => summaryEvent)?.summaryEvent?.resourceChanges ?? {},
    diagnostics: events.flatMap(diagnosticLine).join("\n"),
  };
}

function stepKey({ op, urn }: StepMetadata): string {
  return `${op} ${urn}`;
}

function stepRecord({ op, urn, type }: StepMetadata): StepRecord {
  return { op, urn, type, name: urn.split("::").slice(3).join("::") };
}

function diagnosticLine({ diagnosticEvent: event }: EngineEvent): string[] {
  if (!event || event.severity === "debug") return [];
  return [`${event.prefix ?? ""}${event.message}`.trimEnd()];
}

function readCalls(path: string): ProviderCall[] {
  const started = readLines<LoggedCall>(path).filter(({ progress }) => progress === "request_started");
  return started
    .filter(({ method }) => method.startsWith(PROVIDER_SERVICE))
    .map(({ method, request }) => {
      const { urn } = request;
      return { method: method.slice(PROVIDER_SERVICE.length), ...(typeof urn === "string" ? { urn } : {}), request };
    });
}

/** JSON lines; the last one of a killed run may be cut off and is then left out. */
function readLines<Line>(path: string): Line[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.filter((line) => line.endsWith("}")).map((line) => JSON.parse(line) as Line);
}
