import { Fn, type IResolvable, type TerraformMetaArguments, Token } from "cdktf";
import { Construct } from "constructs";
import { InvalidInputError } from "../../core/errors";
import { DataKmsInstance } from "../data-sources";
import { EphemeralOpened } from "../ephemeral-opened";
import {
  AccessPoint,
  ClientKey,
  type ClientKeyConfig,
  type ClientKeyPreviousList,
  NetworkRule,
  Policy,
  type PolicyConfig,
} from "../resources";
import { wholeOrGone } from "../whole";
import { filesOf, type SdkBundle } from "./sdk-bundle";

/** What the credential of an application takes. */
export type CredentialConfig = Pick<
  ClientKeyConfig,
  "validity" | "password" | "passwordWo" | "passwordWoVersion" | "rotation" | "revokePrevious" | "region"
>;

/** What every way to create access can be made from. */
export interface AccessConfig
  extends CredentialConfig,
    Pick<PolicyConfig, "kmsInstance" | "permissions" | "keys" | "secrets" | "resources" | "description">,
    Pick<TerraformMetaArguments, "provider"> {
  /** Private addresses and CIDR blocks that may use the access: they become a network rule of its own. */
  readonly sourcePrivateIps?: readonly (string | IResolvable)[] | IResolvable | undefined;
  /** Network rules that exist already, by name or as constructs. With no rule at all, no address is refused. */
  readonly networkRules?: readonly (string | IResolvable | NetworkRule)[] | IResolvable | undefined;
  /** The name of the rule, the policy and the access point at the service; by default the id of this construct. */
  readonly name?: string | IResolvable | undefined;
  /** Whether to take over objects of that name that exist already, instead of failing. */
  readonly adopt?: boolean | IResolvable | undefined;
}

/** What one application needs: a policy, an access point with that policy, and a client key for it. */
export abstract class Access extends Construct {
  /** The rule made from `sourcePrivateIps`. */
  readonly networkRule: NetworkRule | undefined;
  readonly policy: Policy;
  readonly accessPoint: AccessPoint;
  readonly clientKey: ClientKey;

  readonly #kmsInstance: string | IResolvable;
  readonly #provider: Pick<TerraformMetaArguments, "provider">;
  #opened: EphemeralOpened | undefined;
  #instance: DataKmsInstance | undefined;

  protected constructor(scope: Construct, id: string, config: AccessConfig) {
    super(scope, id);
    const parts = wholeOrGone(this, () => this.#parts(config));
    this.networkRule = parts.networkRule;
    this.policy = parts.policy;
    this.accessPoint = parts.accessPoint;
    this.clientKey = parts.clientKey;
    this.#provider = config.provider ? { provider: config.provider } : {};
    this.#kmsInstance = config.kmsInstance;
  }
  /** The id of the current key. */
  get clientKeyId(): string {
    return this.clientKey.clientKeyId;
  }

  /** Holds the current key and its password, encrypted to the `sealTo` of the provider. */
  get sealed(): string {
    return this.clientKey.sealed;
  }

  /** Whether the current key and its password are known. */
  get secretKnown(): IResolvable {
    return this.clientKey.secretKnown;
  }

  /** The current key as the vendor's SDKs read it; null without `plainSecrets`. Secret. */
  get clientKeyContent(): string {
    return this.clientKey.clientKeyContent;
  }

  /** The password of the current key; null without `plainSecrets`. Secret. */
  get password(): string {
    return this.clientKey.password;
  }

  /** Until when the service accepts the current key. */
  get notAfter(): string {
    return this.clientKey.notAfter;
  }

  /** 1 for the first key, and one more with every rotation. */
  get version(): number {
    return this.clientKey.version;
  }

  /** From when the current key is due to be replaced. */
  get rotateAt(): string {
    return this.clientKey.rotateAt;
  }

  /** When the next thing is due: to rotate, or to delete a previous key. */
  get nextRunBy(): string {
    return this.clientKey.nextRunBy;
  }

  /** Keys that were replaced and still work. */
  get previous(): ClientKeyPreviousList {
    return this.clientKey.previous;
  }

  /** What `sealed` holds, opened for the time of a run. */
  get opened(): EphemeralOpened {
    this.#opened ??= new EphemeralOpened(this, "opened", { ...this.#provider, sealed: this.sealed });
    return this.#opened;
  }

  /**
   * The files that the vendor's SDKs need, by name, for write-only attributes and for providers. Secret. The first use looks
   * up the KMS instance.
   */
  get sdkBundle(): SdkBundle {
    const { opened } = this;
    return this.#bundle(opened.value("clientKeyContent"), opened.value("password"));
  }

  /** The same for any attribute: for states that the engine encrypts, with `plainSecrets` of the provider. Secret. */
  get plainSdkBundle(): SdkBundle {
    return this.#bundle(this.clientKeyContent, this.password);
  }

  #parts(config: AccessConfig): Pick<Access, "networkRule" | "policy" | "accessPoint" | "clientKey"> {
    const { name = this.node.id, adopt, description, region, sourcePrivateIps, provider } = config;
    this.#refuseNoAddress(sourcePrivateIps);
    const chosen = provider ? { provider } : {};
    const common = { ...chosen, name, adopt, description, region };
    const networkRule = sourcePrivateIps && new NetworkRule(this, "network-rule", { ...common, sourcePrivateIps });
    const policy = new Policy(this, "policy", policyConfig(config, name, networkRule));
    const accessPoint = new AccessPoint(this, "access-point", { ...common, policies: [policy] });
    const clientKey = new ClientKey(this, "client-key", { ...chosen, ...credentialOf(config), accessPoint });
    return { networkRule, policy, accessPoint, clientKey };
  }

  /** Nobody could use the access, and with no rule everybody could: the program has to say which it means. */
  #refuseNoAddress(addresses: AccessConfig["sourcePrivateIps"]): void {
    if (!Array.isArray(addresses) || addresses.length > 0) return;
    const reason = "is an empty list, []: give the addresses that may use the access, or leave it out to refuse none";
    const subject = `${this.constructor.name} ${JSON.stringify(this.node.path)}`;
    throw new InvalidInputError(subject, [{ field: "sourcePrivateIps", reason, secret: false }]);
  }

  #bundle(clientKeyContent: string, password: string): SdkBundle {
    this.#instance ??= new DataKmsInstance(this, "kms-instance", {
      ...this.#provider,
      instanceId: this.#kmsInstance,
      region: this.clientKey.region,
    });
    return filesOf(this.clientKeyId, clientKeyContent, password, this.#instance);
  }
}

/** All that is for nothing else: misspelt properties get here too, and the policy complains about them. */
function policyConfig(config: AccessConfig, name: string | IResolvable, rule: NetworkRule | undefined): PolicyConfig {
  const { validity, password, passwordWo, passwordWoVersion, rotation, revokePrevious, ...others } = config;
  const { sourcePrivateIps, networkRules = [], provider, ...policy } = others;
  return {
    ...policy,
    ...(provider ? { provider } : {}),
    name,
    networkRules: rule ? withRule(networkRules, rule) : networkRules,
  };
}

/** A list that only the engine knows can't be spread here. */
function withRule(rules: NonNullable<AccessConfig["networkRules"]>, rule: NetworkRule): PolicyConfig["networkRules"] {
  if (Array.isArray(rules) && !Token.isUnresolved(rules)) return [...rules, rule];
  return Fn.concat([rules, [rule.name]]);
}

function credentialOf(config: CredentialConfig): CredentialConfig {
  const { validity, password, passwordWo, passwordWoVersion, rotation, revokePrevious, region } = config;
  return { validity, password, passwordWo, passwordWoVersion, rotation, revokePrevious, region };
}
