import { ConfigurationError } from "../core/errors";
import type { Secret } from "../core/secret";
import type { Environment } from "../core/settings";
import type { SealOwner } from "../sealing/contents";
import { identitiesFrom, identitiesIn } from "../sealing/identities";
import { open } from "../sealing/open";
import { PROVIDER } from "./names";
import type { Attributes, Value } from "./protocol/provider";
import type { FunctionSignature, Schema } from "./protocol/schema";
import type { ConfiguredRun } from "./run";

export const OPENED = `${PROVIDER}_opened`;

export const openedSchema: Schema = {
  version: 0,
  description: "The secrets in a resource's `sealed`, for the time of one run: no state or plan keeps any of them.",
  attributes: [
    { name: "sealed", description: "The `sealed` of a resource.", type: "string", required: true },
    {
      name: "identity",
      description:
        "An age identity, `AGE-SECRET-KEY-1…`. Default: `identity_file`, then the provider's `age_identity_file`, then the environment variable KEYSMITH_AGE_IDENTITY.",
      type: "string",
      optional: true,
      sensitive: true,
    },
    { name: "identity_file", description: "A file of age identities.", type: "string", optional: true },
    {
      name: "of",
      description:
        "The id of the object that has to own the secrets, such as the resource's `client_key_id` or `key_id`: the sealed text of another object is refused.",
      type: "string",
      optional: true,
    },
    {
      name: "values",
      description: "The secrets, by the names of the attributes that they would be in: `values.password`.",
      type: ["map", "string"],
      computed: true,
      sensitive: true,
    },
  ],
};

/** @throws ConfigurationError for secrets that aren't known, and the errors of `open` and `identitiesFrom` */
export async function openSealed(config: Attributes, env: Environment, run: ConfiguredRun): Promise<Attributes> {
  const { sealed = null, identity, identity_file: file, of } = config;
  if (sealed === null) throw notKnown();
  const given = typeof identity === "string" ? await identitiesIn(identity, "identity") : undefined;
  const named = typeof file === "string" ? await identitiesFrom(env, file) : undefined;
  const owner = typeof of === "string" ? { id: of } : {};
  return { ...config, values: await openedValues(String(sealed), given ?? named ?? (await run.identities()), owner) };
}

function notKnown(): ConfigurationError {
  return new ConfigurationError(
    "there is nothing sealed: the secrets of an object that was made elsewhere aren't known until it rotates, and secrets that go elsewhere are in no state",
    "Set its `rotation.trigger`, or leave this resource out while `secret_known` is false: count = RESOURCE.secret_known ? 1 : 0.",
  );
}

async function openedValues(
  sealed: string,
  identities: readonly Secret[],
  of: Partial<SealOwner> = {},
): Promise<Readonly<Record<string, string>>> {
  const secrets = await open(sealed, identities, of);
  return Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [name, secret.reveal()]));
}

/** The function for engines that have no ephemeral resources; its result is kept wherever it is used. */
export const OPEN = "open";

export const openSignature: FunctionSignature = {
  summary: "Opens the `sealed` of a resource",
  description:
    "The secrets that a resource keeps sealed, by the names of their attributes. Wherever the function is used, they are kept in clear: " +
    "prefer the ephemeral resource `keysmith_opened`, which is kept nowhere.",
  parameters: [
    { name: "sealed", description: "The `sealed` of a resource.", type: "string" },
    { name: "identity", description: "An age identity, `AGE-SECRET-KEY-1…`.", type: "string" },
  ],
  returns: ["map", "string"],
};

export async function callOpen([sealed, identity]: readonly Value[]): Promise<Value> {
  return openedValues(String(sealed), await identitiesIn(String(identity), "identity"));
}
