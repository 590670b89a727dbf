import { type ErrorCode, isKeysmithError } from "../errors";

/** What a call answers; nothing when it fails with one of the codes. */
export async function unless<T>(codes: readonly ErrorCode[], call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isKeysmithError(error) && codes.includes(error.code)) return undefined;
    throw error;
  }
}

/** What a call answers; nothing when the service says that the object is gone. */
export function unlessGone<T>(call: Promise<T>): Promise<T | undefined> {
  return unless(["not-found"], call);
}
