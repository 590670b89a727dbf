import { invalidParameter, unsupportedOperation } from "../errors";
import { findKey } from "../keys/find";
import type { Key } from "../keys/key";
import type { Operation, OperationContext } from "../operation";

export const getKeyPolicy: Operation = {
  name: "GetKeyPolicy",
  kind: "read",
  run: (context) => {
    const key = findKey(context);
    requirePolicy(context, key);
    return { Policy: key.policy };
  },
};

/** @throws KmsError UnsupportedOperation for a key outside instances, InvalidParameter for any name but `default` */
export function requirePolicy({ parameters }: OperationContext, { instance }: Key): void {
  if ((parameters.optional("PolicyName") || "default") !== "default") {
    throw invalidParameter("PolicyName", "the only one is default");
  }
  if (instance === "") throw unsupportedOperation();
}
