import { errorText, isKeysmithError, PartialError } from "../core/errors";
import type { Properties } from "./wire";

/**
 * An error in the form for the engine's provider process. The process prints `${error}: ${error.stack}` for some calls
 * and sends `message` to the engine for all of them: in this form, people see one sentence and no stack. The process
 * takes any error with an `id` for a resource that was created; only `UnfinishedError` has one.
 */
class ShownError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.stack = message;
  }

  override toString(): string {
    return "keysmith";
  }
}

/** A resource that was created or changed but not finished: the engine records it, and updates it in its next run. */
export class UnfinishedError extends ShownError {
  readonly id: string;
  readonly properties: Properties;
  readonly reasons: readonly string[];
  readonly #error: PartialError;

  constructor(error: PartialError, id: string, properties: Properties) {
    super(error.message, error);
    this.#error = error;
    this.id = id;
    this.properties = properties;
    this.reasons = [error.message];
  }

  with(properties: Properties): UnfinishedError {
    return new UnfinishedError(this.#error, this.id, properties);
  }
}

export function shownError(error: unknown): Error {
  if (error instanceof ShownError) return error;
  if (!isKeysmithError(error)) return new ShownError(describeDefect(error), error);
  return new ShownError(error.code === "already-exists" ? `${error.message} ${NAMING_ADVICE}` : error.message, error);
}

/** Only this engine has a setting that makes names. */
const NAMING_ADVICE = "The configuration keysmith:naming makes such names, for example $" + "{name}-$" + "{stack}.";

/**
 * `shownError` for a create or an update.
 * @param describe returns the id and the state to record of a half-done resource
 */
export function writeError(
  error: unknown,
  describe: (state: PartialError["state"]) => { readonly id: string; readonly properties: Properties },
): Error {
  if (!(error instanceof PartialError)) return shownError(error);
  const { id, properties } = describe(error.state);
  return new UnfinishedError(error, id, properties);
}

/** Errors that aren't ours are defects of Keysmith. */
function describeDefect(error: unknown): string {
  if (!(error instanceof Error)) return "Keysmith failed: something that is not an error was thrown";
  return `Keysmith failed, which is a defect worth a report: ${errorText(error)}`;
}
