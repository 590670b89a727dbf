import { findKey } from "../keys/find";
import { arn, type Operation } from "../operation";
import { page } from "../paging";

export const listAliasesByKeyId: Operation = {
  name: "ListAliasesByKeyId",
  kind: "read",
  run: (context) => {
    const key = findKey(context, { named: "id" });
    const own = [...context.region.aliases.values()].filter(({ keyId }) => keyId === key.id);
    const { items, fields } = page(context.parameters, own, 10);
    const shown = items.map(({ name, keyId }) => ({ AliasName: name, AliasArn: arn(context, name), KeyId: keyId }));
    return { Aliases: { Alias: shown }, ...fields };
  },
};
