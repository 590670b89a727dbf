import { readBytes } from "../keys/read";
import { verify } from "../keys/signature";
import type { Operation } from "../operation";
import { asymmetricVersion, namesOf } from "./asymmetric-encrypt";
import { readDigest } from "./asymmetric-sign";

export const asymmetricVerify: Operation = {
  name: "AsymmetricVerify",
  kind: "read",
  run: (context) => {
    const version = asymmetricVersion(context, "SIGN/VERIFY");
    const signed = readDigest(context);
    return { ...namesOf(version), Value: verify(version, signed, readBytes(context.parameters, "Value")) };
  },
};
