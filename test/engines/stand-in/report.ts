import type { ProviderCall, StepRecord } from "../types";
import type { Step } from "./step";
import { isLogical } from "./step";
import { isProviderType, STACK_TYPE, urnName, urnType } from "./urn";
import { mask, type Properties, UNKNOWN } from "./wire";

/** Nothing more to say: the cause has been reported. */
export class Reported extends Error {}

/** Collects what one engine run says and does. */
export class Report {
  readonly steps: StepRecord[] = [];
  readonly changes: Record<string, number> = {};
  readonly calls: ProviderCall[] = [];
  readonly #messages: string[] = [];
  readonly #lines: string[] = [];
  #failed = false;

  constructor(title: string) {
    this.#lines.push(`${title}:`);
  }

  get failed(): boolean {
    return this.#failed;
  }

  get diagnostics(): string {
    return this.#messages.join("\n");
  }

  get output(): string {
    return `${this.#lines.join("\n")}\n`;
  }

  /** Something that the provider or the program printed or logged. */
  message(text: string, urn?: string): void {
    this.#messages.push(text);
    this.#lines.push(`    ${urn === undefined ? "" : `${urnType(urn)} ${urnName(urn)}: `}${text}`);
  }

  warning(text: string): void {
    this.message(`warning: ${text}`);
  }

  /** Marks the run as failed. */
  error(text: string, urn?: string): void {
    this.#failed = true;
    this.message(`error: ${text}`, urn);
  }

  /** @param countedAs what a refresh came to; other steps count as what they are. */
  step(step: Step, countedAs?: string): void {
    if (isProviderType(urnType(step.urn)) || step.op === "remove-pending-replace") return;
    const record = { op: step.op, urn: step.urn, type: urnType(step.urn), name: urnName(step.urn) };
    this.steps.push(record);
    this.#lines.push(`    ${record.op} ${record.type} ${record.name}`);
    const count = countedAs ?? (isLogical(step) ? step.op : undefined);
    if (count !== undefined) this.changes[count] = (this.changes[count] ?? 0) + 1;
  }

  stackOutputs(outputs: Properties | undefined): void {
    for (const [name, value] of Object.entries(outputs ?? {})) {
      this.#lines.push(`    ${name}: ${value === UNKNOWN ? "[unknown]" : JSON.stringify(mask(value))}`);
    }
  }

  summary(): void {
    const counts = Object.entries(this.changes).map(([kind, count]) => `${count} ${kind}`);
    this.#lines.push(`Resources: ${counts.join(", ") || "none"}`);
  }

  /** True when the run changes nothing that a user would see. */
  get isUnchanged(): boolean {
    return Object.keys(this.changes).every((kind) => kind === "same");
  }
}

export function isStack(urn: string): boolean {
  return urnType(urn) === STACK_TYPE;
}

/** The text of an error; one from gRPC has it under `details`, without the code. */
export function errorText(error: unknown): string {
  if (error instanceof Error && "details" in error && typeof error.details === "string") return error.details;
  return error instanceof Error ? error.message : String(error);
}
