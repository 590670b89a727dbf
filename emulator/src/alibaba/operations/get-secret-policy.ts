import { readSecret } from "../known-secrets";
import type { Operation } from "../operation";
import { checkPolicyName, defaultPolicy } from "../secret-policy";

export const getSecretPolicy: Operation = {
  name: "GetSecretPolicy",
  kind: "read",
  run: (context) => {
    const { policy } = readSecret(context);
    checkPolicyName(context);
    return { Policy: policy ?? defaultPolicy(context) };
  },
};
