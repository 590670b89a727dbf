import { readBytes } from "../keys/read";
import { type Signed, sign } from "../keys/signature";
import type { Operation, OperationContext } from "../operation";
import { asymmetricVersion, namesOf } from "./asymmetric-encrypt";

export const asymmetricSign: Operation = {
  name: "AsymmetricSign",
  kind: "read",
  run: (context) => {
    const version = asymmetricVersion(context, "SIGN/VERIFY");
    return { ...namesOf(version), Value: sign(version, readDigest(context)).toString("base64") };
  },
};

/** The OpenAPI takes digests only, no messages. */
export function readDigest({ parameters }: OperationContext): Signed {
  const algorithm = parameters.required("Algorithm");
  return { algorithm, messageType: "DIGEST", message: readBytes(parameters, "Digest") };
}
