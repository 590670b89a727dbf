import { getSecretValue as atTheOpenApi } from "../../operations/get-secret-value";
import type { Message } from "../codec";
import type { InstanceOperation } from "../operation";

export const getSecretValue: InstanceOperation = {
  name: "GetSecretValue",
  run: ({ context }) => {
    const { VersionStages, ...fields } = atTheOpenApi.run(context);
    const { VersionStage } = VersionStages as { readonly VersionStage: readonly string[] };
    return { message: { ...(fields as Message), VersionStages: VersionStage } };
  },
};
