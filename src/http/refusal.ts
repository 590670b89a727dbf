import type { KeysmithError, VendorDetail } from "../core/errors";
import { showable } from "./redact";
import { parseJson } from "./reply";

/** What a service said when it refused a call. */
export interface Said {
  /** The service's own code. */
  readonly code: string | undefined;
  /** Its words, as they came: for `outcome` only. */
  readonly message: string;
  readonly requestId: string | undefined;
}

/** Makes the error of one cause. */
export type Make = (problem: string, detail: VendorDetail) => KeysmithError;

type Simple = new (problem: string, remedy: string, detail: VendorDetail) => KeysmithError;

/** An error that needs nothing but a class and a remedy. */
export function simply(Class: Simple, remedy: string): Make {
  return (problem, detail) => new Class(problem, remedy, detail);
}

/**
 * How a call ended, in words that follow its name: what the service said, unless there is one of `secrets` in it.
 * @param said nothing in it is shown when its message is empty
 */
export function outcome({ code, message }: Said, status: number, secrets: readonly string[]): string {
  if (code === undefined && message === "") {
    return status >= 300 && status < 400 ? "was answered with a redirect, which is not followed" : "failed";
  }
  const words = showable(message, secrets);
  return words ? `was refused: ${words.replace(/\.$/, "")}` : "was refused";
}

/** A code or an id as a service sends it; nothing when the text could hold anything. */
export function codeText(text: unknown): string | undefined {
  return typeof text === "string" && /^[\w.:-]{1,100}$/.test(text) ? text : undefined;
}

/** The members of a body that is a JSON object; none of anything else. */
export function parseObject(body: string): Readonly<Record<string, unknown>> {
  const parsed = parseJson(body);
  return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
}
