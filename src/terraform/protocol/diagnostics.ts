import { errorText, isKeysmithError, oneLine } from "../../core/errors";
import { hclWords } from "../names";
import type { SentMessage } from "./messages";
import type { AttributePath, Diagnostic } from "./provider";

const SEVERITY = { error: 1, warning: 2 } as const;

export function diagnosticMessages(diagnostics: readonly Diagnostic[]): SentMessage<"Diagnostic">[] {
  return diagnostics.map(({ severity, summary, detail, attribute }) => ({
    severity: SEVERITY[severity],
    summary,
    detail,
    attribute: attribute?.length ? placeMessage(attribute) : undefined,
  }));
}

/** The path to an attribute: names of attributes, and places in lists counted from 0. */
export function pathMessage(path: AttributePath): SentMessage<"AttributePath"> {
  return { steps: path.map(stepMessage) };
}

function stepMessage(step: string | number): SentMessage<"Step"> {
  return typeof step === "string" ? { attributeName: step } : { elementKeyInt: BigInt(step) };
}

/**
 * The place in a user's file that a diagnostic is about. Terraform and OpenTofu find an attribute and one element in
 * its value, and members of objects only by the key of an element. For every longer path they show only the resource.
 */
function placeMessage([name, member]: AttributePath): SentMessage<"AttributePath"> {
  const top = name === undefined ? [] : [stepMessage(name)];
  if (member === undefined) return { steps: top };
  const element = typeof member === "string" ? { elementKeyString: member } : { elementKeyInt: BigInt(member) };
  return { steps: [...top, element] };
}

/** An error as a diagnostic, with summary and detail of one line each. An error that isn't ours is called a defect. */
export function diagnosticOf(error: unknown): Diagnostic {
  if (isKeysmithError(error)) {
    const { problem, remedy } = error.in(hclWords);
    return { severity: "error", summary: oneLine(problem), detail: oneLine(remedy) };
  }
  return { severity: "error", summary: `Keysmith failed, which is a defect worth a report: ${errorText(error)}` };
}
