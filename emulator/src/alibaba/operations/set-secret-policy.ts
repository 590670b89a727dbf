import { readSecret, replace } from "../known-secrets";
import type { Operation } from "../operation";
import { checkNotDeleted } from "../secret";
import { checkPolicyName, readPolicy } from "../secret-policy";

export const setSecretPolicy: Operation = {
  name: "SetSecretPolicy",
  kind: "write",
  run: (context) => {
    const secret = readSecret(context);
    checkPolicyName(context);
    const policy = readPolicy(context.parameters);
    checkNotDeleted(secret);
    replace(context, secret, { policy });
    return {};
  },
};
