import { addDuration } from "../../duration";
import { readSecret, removeSecret, replace } from "../known-secrets";
import type { Operation } from "../operation";
import { checkNotDeleted } from "../secret";
import { formatKmsTime } from "../time";

/** Deletes at once, or after 7 to 30 days, during which the secret can be restored. */
export const deleteSecret: Operation = {
  name: "DeleteSecret",
  kind: "write",
  run: (context) => {
    const { parameters, now } = context;
    const secret = readSecret(context);
    const isForced = parameters.flag("ForceDeleteWithoutRecovery");
    const days = parameters.integer("RecoveryWindowInDays", { min: 7, max: 30, default: 30 });
    if (isForced) {
      removeSecret(context, secret);
      return { SecretName: secret.name };
    }
    checkNotDeleted(secret);
    const plannedDeleteTime = formatKmsTime(addDuration(now, `P${days}D`));
    replace(context, secret, { plannedDeleteTime });
    return { SecretName: secret.name, PlannedDeleteTime: plannedDeleteTime };
  },
};
