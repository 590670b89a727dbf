import { find } from "../checks";
import type { Operation } from "../operation";
import type { ClientKey } from "../state";

/** A client key in the form that reading operations answer. */
export function describeClientKey(key: ClientKey): Record<string, string> {
  return {
    ClientKeyId: key.id,
    AapName: key.accessPoint,
    CreateTime: key.createTime,
    KeyAlgorithm: "RSA_2048",
    KeyOrigin: "KMS_PROVIDED",
    PublicKeyData: key.certificate,
    NotBefore: key.notBefore,
    NotAfter: key.notAfter,
  };
}

export const getClientKey: Operation = {
  name: "GetClientKey",
  kind: "read",
  methods: ["GET"],
  run: ({ parameters, region }) =>
    describeClientKey(find(region.clientKeys, "client key", parameters.required("ClientKeyId"))),
};
