import { readKmsInstance } from "../checks";
import { invalidParameter, rejectedResourceExist } from "../errors";
import { readVersionData, secretsOf, versionFor } from "../known-secrets";
import { readExtendedConfig, readNewName, readRotation, shownValue } from "../managed-secret";
import { arn, type Operation, type OperationContext } from "../operation";
import { currentStage, rotationFields, type Secret } from "../secret";
import { readPolicy } from "../secret-policy";
import { readTagList } from "../tags";
import { formatKmsTime } from "../time";

export const createSecret: Operation = {
  name: "CreateSecret",
  kind: "write",
  run: (context) => {
    const { parameters, region } = context;
    const type = readType(context);
    const extendedConfig = type === "Generic" ? "" : readExtendedConfig(parameters, type);
    const name = readNewName(parameters, type, extendedConfig);
    const data = readVersionData(context);
    const value = type === "Generic" ? data.value : shownValue(context, type);
    const kmsInstance = parameters.optional("DKMSInstanceId") ? readKmsInstance(context, "DKMSInstanceId") : "";
    const time = formatKmsTime(context.now);
    const about: Omit<Secret, "versions"> = {
      ...{ name, type, kmsInstance, extendedConfig },
      description: parameters.optional("Description") ?? "",
      encryptionKeyId: parameters.optional("EncryptionKeyId") ?? "",
      ...(type !== "Generic" && { rotation: readRotation(parameters) }),
      ...(parameters.optional("Policy") && { policy: readPolicy(parameters) }),
      tags: parameters.optional("Tags") ? readTagList(context) : {},
      ...{ createTime: time, updateTime: time },
    };
    // A secret whose deletion is planned keeps its name until then.
    if (secretsOf(context).some((secret) => secret.name === name)) throw rejectedResourceExist(`secret ${name}`);

    const secret = { ...about, versions: [versionFor(context, { ...data, value }, [currentStage])] };
    region.secrets.set(name, secret);
    return {
      Arn: arn(context, `secret/${name}`),
      SecretName: name,
      SecretType: type,
      VersionId: data.id,
      ...(kmsInstance && { DKMSInstanceId: kmsInstance }),
      ...(extendedConfig && { ExtendedConfig: extendedConfig }),
      ...rotationFields(secret),
    };
  },
};

function readType({ parameters }: OperationContext): Secret["type"] {
  const type = parameters.optional("SecretType") || "Generic";
  if (type === "Generic" || type === "Rds" || type === "RAMCredentials" || type === "ECS") return type;
  throw invalidParameter("SecretType", "it must be Generic, Rds, RAMCredentials or ECS");
}
