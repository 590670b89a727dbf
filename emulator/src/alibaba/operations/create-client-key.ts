import { randomUUID } from "node:crypto";
import { find } from "../checks";
import { limitedEnd, readPassword, readValidity } from "../client-key-rules";
import { rejectedLimitExceeded } from "../errors";
import { createKeyMaterial } from "../key-material";
import type { Operation } from "../operation";
import { clientKeysOf } from "../state";
import { formatKmsTime } from "../time";

const maxKeysPerAccessPoint = 3;

/** The only answer with private key and password: neither is kept. Not idempotent, like the service. */
export const createClientKey: Operation = {
  name: "CreateClientKey",
  kind: "write",
  run: (context) => {
    const { parameters, region, now } = context;
    const name = parameters.required("AapName");
    const password = readPassword(parameters);
    const { notBefore, notAfter: asked } = readValidity(context);
    const createTime = formatKmsTime(now);
    const notAfter = new Date(limitedEnd(formatKmsTime(asked), createTime, context.longest));
    const accessPoint = find(region.accessPoints, "application access point", name);
    if (clientKeysOf(region, accessPoint.name).length >= maxKeysPerAccessPoint) {
      throw rejectedLimitExceeded("client keys of an application access point");
    }

    const id = `KAAP.${randomUUID()}`;
    const { privateKeyData, certificate } = createKeyMaterial({
      key: context.newKey(),
      rounds: context.passwordRounds,
      clientKeyId: id,
      password,
      notBefore,
      notAfter,
    });
    const validity = { notBefore: formatKmsTime(notBefore), notAfter: formatKmsTime(notAfter) };
    region.clientKeys.set(id, { id, accessPoint: accessPoint.name, createTime, ...validity, certificate });
    return {
      ClientKeyId: id,
      KeyAlgorithm: "RSA_2048",
      PrivateKeyData: privateKeyData,
      NotBefore: validity.notBefore,
      NotAfter: validity.notAfter,
    };
  },
};
