import { readSecret, replace } from "../known-secrets";
import { readRotation } from "../managed-secret";
import type { Operation } from "../operation";
import { checkNotDeleted, checkType } from "../secret";

export const updateSecretRotationPolicy: Operation = {
  name: "UpdateSecretRotationPolicy",
  kind: "write",
  run: (context) => {
    const secret = readSecret(context);
    context.parameters.required("EnableAutomaticRotation");
    const rotation = readRotation(context.parameters);
    checkType(secret, false);
    checkNotDeleted(secret);
    replace(context, secret, { rotation: { ...secret.rotation, ...rotation } });
    return { SecretName: secret.name };
  },
};
