import { arn, type Operation } from "../operation";
import { page } from "../paging";
import { Parameters } from "../parameters";

/** Ten to a page where nothing else is asked for, unlike the other lists. */
export const listAliases: Operation = {
  name: "ListAliases",
  kind: "read",
  run: (context) => {
    const asked = (name: string, otherwise: string): [string, string] => [
      name,
      context.parameters.optional(name) || otherwise,
    ];
    const parameters = new Parameters(new Map([asked("PageNumber", "1"), asked("PageSize", "10")]));
    const { items, fields } = page(parameters, context.region.aliases.values());
    const shown = items.map(({ name, keyId }) => ({ AliasName: name, AliasArn: arn(context, name), KeyId: keyId }));
    return { Aliases: { Alias: shown }, ...fields };
  },
};
