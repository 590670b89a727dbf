import { z } from "zod";
import { invalidParameter } from "./errors";
import type { OperationContext } from "./operation";
import type { Parameters } from "./parameters";

const policySchema = z.looseObject({ Version: z.string(), Statement: z.array(z.looseObject({ Effect: z.string() })) });

/** The only name that a secret's policy may have. */
const onlyName = "default";

/** Policy, as compact JSON. @throws KmsError MissingParameter, InvalidParameter */
export function readPolicy(parameters: Parameters): string {
  return JSON.stringify(parameters.json("Policy", policySchema, "it must be JSON with Version and Statement"));
}

/** PolicyName. @throws KmsError InvalidParameter */
export function checkPolicyName({ parameters }: OperationContext): void {
  const name = parameters.optional("PolicyName") || onlyName;
  if (name !== onlyName) throw invalidParameter("PolicyName", `it must be ${onlyName}`);
}

/** A secret's policy until another is set: it allows everything to the account. */
export function defaultPolicy({ caller }: OperationContext): string {
  const statement = {
    Sid: "kms default secret policy",
    Effect: "Allow",
    Principal: { RAM: [`acs:ram::${caller.accountId}:*`] },
    Action: ["kms:*"],
    Resource: ["*"],
  };
  return JSON.stringify({ Version: "1", Statement: [statement] });
}
