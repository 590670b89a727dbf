import { ConflictError } from "../../core/errors";
import type { AlibabaContext } from "../api/client";
import type { SecretInputs } from "./fields";
import { describe } from "./observe";
import * as operations from "./operations";

/** Cancels the deletion of a secret. */
export async function restore(context: AlibabaContext, place: Pick<SecretInputs, "name" | "region">): Promise<void> {
  try {
    await context.client.call(operations.restoreSecret, place.region, { SecretName: place.name });
  } catch (error) {
    // A try whose reply was lost may have done it, or somebody else has: then the service refuses another.
    if (!(error instanceof ConflictError)) throw error;
    const found = await describe(context, place);
    if (!found || found.reply.PlannedDeleteTime) throw error;
  }
}
