import { z } from "zod";
import { type Key, stateOf } from "../keys/key";
import { arn, type Operation, type OperationContext } from "../operation";
import { page } from "../paging";

const filtersSchema = z.array(z.object({ Key: z.string(), Values: z.array(z.string()).max(10) })).max(10);

/** Ten to a page by default. */
export const listKeys: Operation = {
  name: "ListKeys",
  kind: "read",
  run: (context) => {
    const filters = readFilters(context);
    const found = [...context.region.keys.values()].filter((key) =>
      [...filters].every(([name, values]) => propertiesOf(context, key)[name]?.some((value) => values.has(value))),
    );
    const { items, fields } = page(context.parameters, found, 10);
    const shown = items.map(({ id }) => ({ KeyId: id, KeyArn: arn(context, `key/${id}`) }));
    return { Keys: { Key: shown }, ...fields };
  },
};

/** Values of one property are alternatives, even when the property is named twice. */
function readFilters({ parameters }: OperationContext): ReadonlyMap<string, ReadonlySet<string>> {
  const filters = new Map<string, Set<string>>();
  if (!parameters.optional("Filters")) return filters;
  for (const { Key: name, Values } of parameters.json(
    "Filters",
    filtersSchema,
    "it must be up to ten Key and Values",
  )) {
    filters.set(name, new Set([...(filters.get(name) ?? []), ...Values]));
  }
  return filters;
}

function propertiesOf({ region }: OperationContext, key: Key): Readonly<Record<string, readonly string[]>> {
  return {
    KeyState: [stateOf(key)],
    KeySpec: [key.spec],
    KeyUsage: [key.usage],
    ProtectionLevel: [key.protectionLevel],
    CreatorType: ["User"],
    Creator: [key.creator],
    DKMSInstanceId: [key.instance],
    keyId: [key.id],
    AliasName: [...region.aliases.values()].filter(({ keyId }) => keyId === key.id).map(({ name }) => name),
    TagKey: key.tags.map((tag) => tag.key),
    TagValue: key.tags.map((tag) => tag.value),
  };
}
