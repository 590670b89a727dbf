import { publicKeyPem } from "../../keys/version";
import { keyOperation } from "../keys";

export const getPublicKey = keyOperation("GetPublicKey", undefined, (_, { key, version }) => ({
  message: { KeyId: key.id, PublicKey: publicKeyPem(version) },
  keyVersionId: version.keyVersionId,
}));
