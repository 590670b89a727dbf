import { type ErrorCode, isKeysmithError } from "../errors";

export async function unless<T>(codes: readonly ErrorCode[], call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isKeysmithError(error) && codes.includes(error.code)) return undefined;
    throw error;
  }
}

export function unlessGone<T>(call: Promise<T>): Promise<T | undefined> {
  return unless(["not-found"], call);
}
