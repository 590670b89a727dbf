import { forbiddenResourceNotFound, invalidParameter } from "../errors";
import type { Operation, OperationContext } from "../operation";
import { formatKmsTime } from "../time";

const onlyVersion = "v1";
const onlyStage = "ACSCurrent";

/**
 * The data plane as an application sees it on the shared gateway: it signs with its client key and reads a secret that one
 * of its access point's policies allows. Access keys of the account read every secret.
 */
export const getSecretValue: Operation = {
  name: "GetSecretValue",
  kind: "read",
  run: (context) => {
    const { parameters, secrets } = context;
    const name = parameters.required("SecretName");
    checkVersion(context);
    // Permission first, so that nobody finds out by the error which secrets exist.
    context.admit(`secret/${name}`);
    const secret = secrets.get(name);
    if (secret === undefined) throw forbiddenResourceNotFound(`secret ${name}`);
    return {
      SecretName: name,
      SecretType: "Generic",
      SecretData: secret.value,
      SecretDataType: "text",
      VersionId: onlyVersion,
      VersionStages: { VersionStage: [onlyStage] },
      CreateTime: formatKmsTime(secret.createdAt),
    };
  },
};

function checkVersion({ parameters }: OperationContext): void {
  if ((parameters.optional("VersionId") || onlyVersion) !== onlyVersion) {
    throw invalidParameter("VersionId", `the only version is ${onlyVersion}`);
  }
  if ((parameters.optional("VersionStage") || onlyStage) !== onlyStage) {
    throw invalidParameter("VersionStage", `the only stage is ${onlyStage}`);
  }
}
