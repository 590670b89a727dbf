import { nameOf, readSecret } from "../known-secrets";
import type { Operation, OperationContext } from "../operation";
import {
  checkNotDeleted,
  currentStage,
  rotationFields,
  type Secret,
  type SecretVersion,
  secretNotFound,
} from "../secret";

/**
 * The data plane that an application uses at the shared gateway: it signs with its client key and reads a secret that a policy of
 * its access point allows. The account's access keys can read every secret.
 */
export const getSecretValue: Operation = {
  name: "GetSecretValue",
  kind: "read",
  run: (context) => {
    const { parameters, hidden } = context;
    // The permission comes first, so that the error does not reveal which secrets exist.
    context.admit(`secret/${nameOf(context, parameters.required("SecretName"))}`);
    const withConfig = parameters.flag("FetchExtendedConfig");
    const secret = readSecret(context);
    checkNotDeleted(secret);
    const version = findVersion(context, secret);
    return {
      SecretName: secret.name,
      SecretType: secret.type,
      SecretData: hidden.get(version.valueId),
      SecretDataType: version.dataType,
      VersionId: version.id,
      VersionStages: { VersionStage: version.stages },
      CreateTime: secret.createTime,
      ...(withConfig && secret.extendedConfig && { ExtendedConfig: secret.extendedConfig }),
      ...rotationFields(secret),
    };
  },
};

/** The version by its id, which managed types ignore, or by a stage. @throws KmsError Forbidden.ResourceNotFound */
function findVersion({ parameters }: OperationContext, { name, type, versions }: Secret): SecretVersion {
  const id = type === "Generic" ? parameters.optional("VersionId") : undefined;
  const stage = parameters.optional("VersionStage") || (id ? undefined : currentStage);
  const found = versions.find(
    (version) => (!id || version.id === id) && (stage === undefined || version.stages.includes(stage)),
  );
  if (found === undefined) throw secretNotFound(`${name} in the version ${id || stage}`);
  return found;
}
