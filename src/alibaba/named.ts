import * as z from "zod";
import { type AdoptionForms, recordText } from "../core/adoption";
import { type Definition, define } from "../core/definition";
import { field } from "../core/fields";
import { accounts } from "./account";
import { isName, REGION_LEFT_OUT, regionBefore } from "./adoption";
import type { AlibabaContext } from "./api/client";
import type { Operation } from "./api/operation";
import {
  type NamedInputs,
  type NamedKind,
  NamedObject,
  type NamedOutputs,
  type NamedReply,
  type NamedSchema,
  namedAddress,
} from "./named-object";

export function defineNamed<S extends NamedSchema, R extends NamedReply>(declared: NamedKind<S, R>): Definition {
  const {
    name,
    summary,
    inputs,
    checks = [],
    equal = [],
    notes,
    replacing,
    interrupts,
    kind,
    binding,
    access,
  } = declared;
  const object = new NamedObject(declared);
  const named = ({ action }: Operation<unknown>): string => `kms:${action}`;
  const bound = binding ? [named(binding.to.describe)] : [];
  const [read, update] = [
    [named(declared.describe), ...bound],
    [named(declared.update), ...bound],
  ];
  return define({
    name,
    summary,
    inputs,
    outputs: z.object({ arn: field(z.string(), { doc: `The Alibaba Cloud resource name of the ${kind}.` }) }),
    subject: "name",
    address: (values) => namedAddress(kind, values),
    adopt: {
      ...(namedForms(kind, declared.terraform) as AdoptionForms<z.output<S> & NamedOutputs>),
      find: (context: AlibabaContext, told) => object.find(context, told),
    },
    account: accounts,
    identity: { fields: ["region", "name"] },
    list: {
      where: ["region"],
      marked: true,
      actions: [named(declared.list)],
      id: ({ region, name: called }) => `${region}/${called}`,
      objects: (context: AlibabaContext, base) => object.all(context, base),
    },
    checks,
    equal,
    ...(notes && { notes }),
    ...(access && { access }),
    ...(replacing && { replacing }),
    interrupts,
    actions: {
      create: [...new Set([named(declared.create), ...read, ...update])],
      read,
      update,
      delete: [named(declared.describe), named(declared.delete)],
    },
    mark: (context: AlibabaContext, state) => object.mark(context, state),
    create: (context: AlibabaContext, given) => object.create(context, given),
    read: (context: AlibabaContext, state) => object.read(context, state),
    update: async (context: AlibabaContext, { arn }, given) => {
      await object.update(context, given);
      return { arn };
    },
    delete: (context: AlibabaContext, state) => object.delete(context, state),
  });
}

function namedForms(
  kind: string,
  [resource, attribute]: readonly [resource: string, name: string],
): AdoptionForms<Pick<NamedInputs, "name" | "region">> {
  return {
    form: "<name> or <region>/<name>",
    doc: `The name of the ${kind}, as the KMS console shows it; ${REGION_LEFT_OUT}.`,
    place(text) {
      const [name, region, ...rest] = text.split("/").reverse();
      const before = rest.length === 0 ? regionBefore(region) : undefined;
      return before && isName(name) ? { name, ...before } : undefined;
    },
    records: {
      // The record's id is the name too, and the only one that is there after an import.
      [resource](record) {
        const name = recordText(record, attribute) ?? recordText(record, "id");
        return isName(name) ? { name } : undefined;
      },
    },
  };
}
