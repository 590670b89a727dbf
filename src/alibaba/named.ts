import * as z from "zod";
import { type AdoptionForms, recordText } from "../core/adoption";
import { type Definition, define } from "../core/definition";
import { field } from "../core/fields";
import { accounts } from "./account";
import { isName, REGION_LEFT_OUT, regionBefore } from "./adoption";
import type { AlibabaContext } from "./api/client";
import type { Operation } from "./api/operation";
import {
  type NamedAbout,
  type NamedInputs,
  type NamedKind,
  NamedObject,
  type NamedOutputs,
  type NamedReply,
  type NamedSchema,
  namedAddress,
} from "./named-object";

export function defineNamed<S extends NamedSchema, R extends NamedReply>(
  about: NamedAbout<S>,
  known: NamedKind<S, R>,
): Definition {
  const { kind, binding, dependants } = known;
  const object = new NamedObject(about, known);
  const named = ({ action }: Operation<unknown>): string => `kms:${action}`;
  const bound = binding ? [named(binding.to.describe)] : [];
  const read = [named(known.describe), ...bound];
  const update = [named(known.update), ...bound];
  return define({
    ...about,
    outputs: z.object({ arn: field(z.string(), { doc: `The Alibaba Cloud resource name of the ${kind}.` }) }),
    subject: "name",
    address: (values) => namedAddress(kind, values),
    adopt: {
      ...(namedForms(kind, known.terraform) as AdoptionForms<z.output<S> & NamedOutputs>),
      find: (context: AlibabaContext, told) => object.find(context, told),
    },
    account: accounts,
    identity: { fields: ["region", "name"] },
    list: {
      where: ["region"],
      marked: true,
      actions: [named(known.list)],
      id: ({ region, name }) => `${region}/${name}`,
      objects: (context: AlibabaContext, base) => object.all(context, base),
    },
    actions: {
      create: [...new Set([named(known.create), ...read, ...update])],
      read,
      update,
      delete: [named(known.describe), ...(dependants ? [named(dependants.list)] : []), named(known.delete)],
    },
    mark: (context: AlibabaContext, state) => object.mark(context, state),
    create: (context: AlibabaContext, given) => object.create(context, given),
    read: (context: AlibabaContext, state) => object.read(context, state),
    update: (context: AlibabaContext, prior, given) => object.update(context, prior, given),
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
      // The record's id is also the name, and the only one that exists after an import.
      [resource](record) {
        const name = recordText(record, attribute) ?? recordText(record, "id");
        return isName(name) ? { name } : undefined;
      },
    },
  };
}
