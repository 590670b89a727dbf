import { readSecret } from "../known-secrets";
import type { Operation } from "../operation";
import { page } from "../paging";

/** Ten to a page by default. Versions without a stage are shown on request. */
export const listSecretVersionIds: Operation = {
  name: "ListSecretVersionIds",
  kind: "read",
  run: (context) => {
    const { name, versions } = readSecret(context);
    const withDeprecated = context.parameters.flag("IncludeDeprecated");
    const listed = versions.filter(({ stages }) => withDeprecated || stages.length > 0);
    const { items, fields } = page(context.parameters, listed, 10);
    const shown = items.map(({ id, createTime, stages }) => ({
      VersionId: id,
      CreateTime: createTime,
      VersionStages: { VersionStage: stages },
    }));
    return { SecretName: name, VersionIds: { VersionId: shown }, ...fields };
  },
};
