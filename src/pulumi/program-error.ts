import { isKeysmithError } from "../core/errors";

/** By this property the SDK knows errors of which it shows the message only, as of its own `RunError`. */
const MESSAGE_ONLY = "__pulumiRunError";

/** Runs `work` so that an error of ours which ends the program is shown without source text and stack. */
export function withoutStack<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw messageOnly(error);
  }
}

/** The error itself, marked. Programs that catch it still find its class and its code. */
export function messageOnly(error: unknown): unknown {
  if (isKeysmithError(error)) Object.defineProperty(error, MESSAGE_ONLY, { value: true, configurable: true });
  return error;
}
