import { arn, type Operation } from "../operation";
import { page } from "../paging";

/** Ten to a page by default. */
export const listAliases: Operation = {
  name: "ListAliases",
  kind: "read",
  run: (context) => {
    const { items, fields } = page(context.parameters, context.region.aliases.values(), 10);
    const shown = items.map(({ name, keyId }) => ({ AliasName: name, AliasArn: arn(context, name), KeyId: keyId }));
    return { Aliases: { Alias: shown }, ...fields };
  },
};
