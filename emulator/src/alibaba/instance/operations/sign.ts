import { invalidParameter } from "../../errors";
import { type Signed, sign as signBy, verify as verifyBy } from "../../keys/signature";
import { specs } from "../../keys/spec";
import { type KeyUse, keyOperation } from "../keys";
import { bytesOf, type InstanceCall } from "../operation";

export const sign = keyOperation("Sign", "SIGN/VERIFY", (call, use) => {
  const signed = signedIn(call, use);
  const { keyVersionId } = use.version;
  return { message: { ...namesOf(use, signed), Signature: signBy(use.version, signed) }, keyVersionId };
});

export const verify = keyOperation("Verify", "SIGN/VERIFY", (call, use) => {
  const signed = signedIn(call, use);
  const isRight = verifyBy(use.version, signed, bytesOf(call, "Signature"));
  return { message: { ...namesOf(use, signed), Value: isRight }, keyVersionId: use.version.keyVersionId };
});

/** A message or its digest: in Message, with MessageType, or in Digest, as older clients send it. */
function signedIn(call: InstanceCall, { version }: KeyUse): Signed {
  const { parameters } = call.context;
  const digest = bytesOf(call, "Digest");
  const isOld = digest.length > 0;
  const messageType = isOld ? "DIGEST" : parameters.optional("MessageType") || "RAW";
  if (messageType !== "RAW" && messageType !== "DIGEST")
    throw invalidParameter("MessageType", "it must be RAW or DIGEST");
  const algorithm = parameters.optional("Algorithm") || specs[version.spec].signatures[0];
  return { algorithm: algorithm ?? "", messageType, message: isOld ? digest : bytesOf(call, "Message") };
}

function namesOf({ key }: KeyUse, { algorithm, messageType }: Signed): Record<string, string> {
  return { KeyId: key.id, Algorithm: algorithm, MessageType: messageType };
}
