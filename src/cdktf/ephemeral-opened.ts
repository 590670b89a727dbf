import { type IResolvable, StringMap, type TerraformMetaArguments } from "cdktf";
import type { Construct } from "constructs";
import { PROVIDER, snakeCase } from "../terraform/names";
import { KeysmithEphemeralResource } from "./elements";
import type { Shape } from "./shape";

/** The configuration of an {@link EphemeralOpened}. */
export interface EphemeralOpenedConfig extends Omit<TerraformMetaArguments, "provisioners" | "connection"> {
  /** The `sealed` of a resource. */
  readonly sealed: string | IResolvable;
  /** An age identity that opens it. Default: those of `identityFile`, then those of the provider. Secret. */
  readonly identity?: string | IResolvable | undefined;
  /** The path of a file with age identities. */
  readonly identityFile?: string | IResolvable | undefined;
  /** The id of the object that has to own the secrets, such as a `clientKeyId`: the text of another one is refused. */
  readonly of?: string | IResolvable | undefined;
}

const shape: Shape = {
  name: "EphemeralOpened",
  type: `${PROVIDER}_opened`,
  properties: {
    sealed: { attribute: "sealed", kind: "string" },
    identity: { attribute: "identity", kind: "string" },
    identityFile: { attribute: "identity_file", kind: "string" },
    of: { attribute: "of", kind: "string" },
  },
};

/**
 * The secrets of a resource, opened for the time of a run. They can be given to providers, to write-only attributes and
 * to other ephemeral resources, and are kept nowhere.
 */
export class EphemeralOpened extends KeysmithEphemeralResource<EphemeralOpenedConfig> {
  static readonly tfResourceType = shape.type;

  constructor(scope: Construct, id: string, config: EphemeralOpenedConfig) {
    super(scope, id, shape, config);
  }

  /** All sealed values, by the names of the resource's attributes: `client_key_content`. Secret. */
  get values(): StringMap {
    return new StringMap(this, "values");
  }

  /** One of the values: `clientKeyContent`. Secret. */
  value(name: string): string {
    return this.values.lookup(snakeCase(name));
  }
}
