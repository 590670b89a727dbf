/**
 * An error of the emulator itself or, from {@link EmulatorControl}'s `call`, of the called operation.
 *
 * `code` is `EmulatorInput` for a wrong argument, `EmulatorState` for an unusable state file, and otherwise the vendor's own
 * error code; `status` is the HTTP status of the admin route's answer.
 */
export class EmulatorError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400, options?: ErrorOptions) {
    super(message, options);
    this.name = "EmulatorError";
    this.code = code;
    this.status = status;
  }
}

/** A wrong argument: a malformed time, a fault rule of an unknown kind. */
export function inputError(message: string, cause?: unknown): EmulatorError {
  return new EmulatorError("EmulatorInput", message, 400, { cause });
}
