import { KmsError } from "../errors";
import { readSecret, replace } from "../known-secrets";
import type { Operation } from "../operation";

export const restoreSecret: Operation = {
  name: "RestoreSecret",
  kind: "write",
  run: (context) => {
    const { plannedDeleteTime, ...kept } = readSecret(context);
    if (plannedDeleteTime === undefined) {
      throw new KmsError(409, "Rejected.ResourceInUse", `The secret ${kept.name} is not to be deleted.`);
    }
    replace(context, kept, {});
    return { SecretName: kept.name };
  },
};
