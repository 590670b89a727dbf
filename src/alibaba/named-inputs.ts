import { z } from "zod";
import type { Address } from "../core/address";
import { field, fixed } from "../core/fields";
import { labelText } from "../core/ownership";
import { nameText, regionField } from "./fields";

const shape = (kind: string) => ({
  name: fixed(nameText(), {
    doc: `The name of the ${kind} at the service, unique in the account and region.`,
    examples: ["orders", "payments"],
    from: ["name"],
  }),
  description: field(z.string().optional(), {
    doc: "A description for people.",
    examples: ["made by the platform team", "see the runbook"],
    canonical: (text) => text || undefined,
  }),
  label: field(labelText.optional(), {
    doc:
      "Says to people and to other stacks whose the object is. Written at the end of the description at the service, with a random text " +
      "that is on record: by both together a run knows its own. One that was lost or altered by hand is written again.",
    examples: ["shop/prod/orders", "shop/test/orders"],
    from: ["label"],
  }),
  region: regionField,
  adopt: field(z.boolean().default(false), {
    doc: `Whether to adopt an existing ${kind} of that name instead of failing, such as one that an interrupted run has left.`,
    examples: [true, false],
    onChange: "ignore",
  }),
});

export function namedInputs<S extends z.ZodRawShape>(kind: string, own: S) {
  const { name, ...others } = shape(kind);
  return z.object({ name, ...own, ...others });
}

export type NamedSchema = z.ZodObject<ReturnType<typeof shape>>;
export type NamedInputs = z.output<NamedSchema>;
export type NamedOutputs = { readonly arn: string };
export type NamedReply = NamedOutputs & { readonly description: string };

export function namedAddress(kind: string, { region, name }: Partial<NamedInputs>): Address {
  return { kind, place: region, name };
}
