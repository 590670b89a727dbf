import { NotFoundError } from "../errors";

/** What a call gives; nothing where the service says that the object isn't there. */
export async function ifThere<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
