import { readSecret } from "../known-secrets";
import { arn, type Operation } from "../operation";
import { rotationFields } from "../secret";
import { shownTags } from "../tags";

export const describeSecret: Operation = {
  name: "DescribeSecret",
  kind: "read",
  run: (context) => {
    const secret = readSecret(context);
    return {
      Arn: arn(context, `secret/${secret.name}`),
      SecretName: secret.name,
      SecretType: secret.type,
      Description: secret.description,
      EncryptionKeyId: secret.encryptionKeyId,
      DKMSInstanceId: secret.kmsInstance,
      CreateTime: secret.createTime,
      UpdateTime: secret.updateTime,
      ...(secret.plannedDeleteTime && { PlannedDeleteTime: secret.plannedDeleteTime }),
      ...(secret.extendedConfig && { ExtendedConfig: secret.extendedConfig }),
      ...rotationFields(secret),
      ...(context.parameters.flag("FetchTags") && { Tags: shownTags(secret.tags) }),
    };
  },
};
