import { z } from "zod";
import { secretsOf } from "../known-secrets";
import type { Operation, OperationContext } from "../operation";
import { page } from "../paging";
import type { Secret } from "../secret";
import { shownTags } from "../tags";

const filtersSchema = z.array(
  z.object({
    Key: z.enum(["SecretName", "Description", "TagKey", "TagValue"]),
    Values: z.array(z.string()).max(10),
  }),
);
type Filter = z.infer<typeof filtersSchema>[number];

/** Ten to a page by default. */
export const listSecrets: Operation = {
  name: "ListSecrets",
  kind: "read",
  run: (context) => {
    const { parameters } = context;
    const filters = readFilters(context);
    const withTags = parameters.flag("FetchTags");
    const found = secretsOf(context).filter((secret) => filters.every((filter) => passes(secret, filter)));
    const { items, fields } = page(parameters, found, 10);
    return { SecretList: { Secret: items.map((secret) => shown(secret, withTags)) }, ...fields };
  },
};

function readFilters({ parameters }: OperationContext): Filter[] {
  if (!parameters.optional("Filters")) return [];
  return parameters.json("Filters", filtersSchema, 'it must look like [{"Key":"SecretName","Values":["a"]}]');
}

/** A match of one value is enough. */
function passes({ name, description, tags }: Secret, { Key, Values }: Filter): boolean {
  const found = {
    SecretName: [name],
    Description: [description],
    TagKey: Object.keys(tags),
    TagValue: Object.values(tags),
  }[Key];
  return Values.length === 0 || Values.some((value) => found.includes(value));
}

function shown({ name, type, createTime, updateTime, plannedDeleteTime, tags }: Secret, withTags: boolean) {
  return {
    SecretName: name,
    SecretType: type,
    CreateTime: createTime,
    UpdateTime: updateTime,
    ...(plannedDeleteTime && { PlannedDeleteTime: plannedDeleteTime }),
    ...(withTags && { Tags: shownTags(tags) }),
  };
}
