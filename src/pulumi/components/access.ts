import * as pulumi from "@pulumi/pulumi";
import { AccessPoint, ClientKey, type ClientKeyArgs, NetworkRule, Policy, type PolicyArgs } from "../resources";
import { type SdkBundle, sdkBundle } from "./sdk-bundle";

/** What the credential of an application takes. */
export type CredentialArgs = Pick<ClientKeyArgs, "validity" | "password" | "rotation" | "revokePrevious" | "region">;

/** What every way to create access can be made from. */
export interface AccessArgs
  extends CredentialArgs,
    Pick<PolicyArgs, "kmsInstance" | "permissions" | "keys" | "secrets" | "resources" | "description"> {
  /** Private addresses and CIDR blocks that may use the access: they become a network rule of its own. */
  readonly sourcePrivateIps?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /** Network rules that exist already, by name or as resources. With no rule at all, no address is refused. */
  readonly networkRules?: readonly (pulumi.Input<string> | NetworkRule)[] | undefined;
  /** The name of the rule, the policy and the access point at the service; by default the component's. */
  readonly name?: pulumi.Input<string> | undefined;
  /** Whether to take over objects of that name that exist already, instead of failing. */
  readonly adopt?: pulumi.Input<boolean> | undefined;
}

/** What one application needs: a policy, an access point with that policy, and a client key for it. */
export abstract class Access extends pulumi.ComponentResource {
  /** The rule made from `sourcePrivateIps`. */
  readonly networkRule: NetworkRule | undefined;
  readonly policy: Policy;
  readonly accessPoint: AccessPoint;
  readonly clientKey: ClientKey;

  /** The id of the current key. */
  readonly clientKeyId: ClientKey["clientKeyId"];
  /** The current key as the vendor's SDKs read it. Secret. */
  readonly clientKeyContent: ClientKey["clientKeyContent"];
  /** The password of the current key. Secret. */
  readonly password: ClientKey["password"];
  /** Until when the service accepts the current key. */
  readonly notAfter: ClientKey["notAfter"];
  /** 1 for the first key, and one more with every rotation. */
  readonly version: ClientKey["version"];
  /** From when the current key is due to be replaced. */
  readonly rotateAt: ClientKey["rotateAt"];
  /** When the next thing is due: to rotate, or to delete a previous key. */
  readonly nextRunBy: ClientKey["nextRunBy"];
  /** Keys that were replaced and still work. */
  readonly previous: ClientKey["previous"];

  readonly #kmsInstance: pulumi.Input<string>;
  #sdkBundle: pulumi.Output<SdkBundle> | undefined;

  protected constructor(
    kind: string,
    logicalName: string,
    args: AccessArgs,
    options: pulumi.ComponentResourceOptions | undefined,
  ) {
    super(`keysmith:index:${kind}`, logicalName, {}, options);
    const child = { parent: this };
    const { name, adopt, description, region, sourcePrivateIps } = args;
    const common = { name, adopt, description, region };
    this.networkRule = sourcePrivateIps && new NetworkRule(logicalName, { ...common, sourcePrivateIps }, child);
    this.policy = new Policy(logicalName, policyArgs(args, this.networkRule), child);
    this.accessPoint = new AccessPoint(logicalName, { ...common, policies: [this.policy] }, child);
    this.clientKey = new ClientKey(logicalName, { ...credentialOf(args), accessPoint: this.accessPoint }, child);
    this.clientKeyId = this.clientKey.clientKeyId;
    this.clientKeyContent = this.clientKey.clientKeyContent;
    this.password = this.clientKey.password;
    this.notAfter = this.clientKey.notAfter;
    this.version = this.clientKey.version;
    this.rotateAt = this.clientKey.rotateAt;
    this.nextRunBy = this.clientKey.nextRunBy;
    this.previous = this.clientKey.previous;
    this.#kmsInstance = args.kmsInstance;
    this.registerOutputs(this.#outputs());
  }

  /** The files that the vendor's SDKs need, by name. Secret. The first use looks up the KMS instance. */
  get sdkBundle(): pulumi.Output<SdkBundle> {
    this.#sdkBundle ??= sdkBundle(this.clientKey, this.#kmsInstance);
    return this.#sdkBundle;
  }

  #outputs(): pulumi.Inputs {
    const { clientKeyId, clientKeyContent, password, notAfter, version, rotateAt, nextRunBy, previous } = this;
    return { clientKeyId, clientKeyContent, password, notAfter, version, rotateAt, nextRunBy, previous };
  }
}

/** All that is for nothing else: misspelt arguments get here too, and the policy's check complains about them. */
function policyArgs(args: AccessArgs, networkRule: NetworkRule | undefined): PolicyArgs {
  const { validity, password, rotation, revokePrevious, sourcePrivateIps, networkRules = [], ...policy } = args;
  return { ...policy, networkRules: networkRule ? [...networkRules, networkRule] : networkRules };
}

function credentialOf({ validity, password, rotation, revokePrevious, region }: CredentialArgs): CredentialArgs {
  return { validity, password, rotation, revokePrevious, region };
}
