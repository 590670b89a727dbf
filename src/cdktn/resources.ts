// Made from the definitions by "npm run generate": edit those, not this.
import { ComplexList, ComplexObject, Fn, type IResolvable, type TerraformMetaArguments } from "cdktn";
import type { Construct } from "constructs";
import { KeysmithResource } from "./elements";
import type { Shape } from "./shape";

/** What {@link NetworkRule} takes. */
export interface NetworkRuleConfig extends TerraformMetaArguments {
  /**
   * The name of the rule at the service, unique in the account and region.
   *
   * Left out: the id of the construct. A change replaces the resource.
   */
  readonly name?: string | IResolvable | undefined;
  /**
   * The kind of network. Rules of type `Public` and `VPC` can be made in the vendor's console only.
   *
   * Left out: `"Private"`. A change replaces the resource.
   */
  readonly type?: "Private" | IResolvable | undefined;
  /**
   * Private IPv4 or IPv6 addresses and CIDR blocks from which the KMS instance may be reached, at most 800.
   *
   * The order means nothing.
   */
  readonly sourcePrivateIps: readonly (string | IResolvable)[] | IResolvable;
  /** What a person should know about it. */
  readonly description?: string | IResolvable | undefined;
  /**
   * Whose the object is: the end of its description at the service. What an interrupted run made is known again
   * by it; an object of the same name with another label, or with none, is somebody else's.
   *
   * Left out: the path of the construct, with slashes, and `stack` of the provider in place of the stack's id
   * where it is given.
   */
  readonly label?: string | IResolvable | undefined;
  /**
   * The region of the object.
   *
   * Left out: `region` of the provider, or `ALIBABA_CLOUD_REGION_ID`. A change replaces the resource.
   */
  readonly region?: string | IResolvable | undefined;
  /**
   * Whether to take over a rule of that name that exists already, instead of failing.
   *
   * Left out: `false`. Counts only when the resource is created.
   */
  readonly adopt?: boolean | IResolvable | undefined;
}

const networkRuleShape: Shape = {
  name: "NetworkRule",
  type: "keysmith_network_rule",
  reference: "name",
  properties: {
    name: { attribute: "name", kind: "string", from: ["name"] },
    type: { attribute: "type", kind: "string", values: ["Private"] },
    sourcePrivateIps: { attribute: "source_private_ips", kind: "string", many: "set", required: true },
    description: { attribute: "description", kind: "string" },
    label: { attribute: "label", kind: "string", from: ["label"] },
    region: { attribute: "region", kind: "string" },
    adopt: { attribute: "adopt", kind: "bool" },
  },
};

/**
 * Source addresses from which a KMS instance may be reached. Policies name the rules that they admit.
 *
 * Mind: policies that name this rule admit nobody from it while it is replaced.
 */
export class NetworkRule extends KeysmithResource<NetworkRuleConfig> {
  static readonly tfResourceType = "keysmith_network_rule";

  /**
   * @param id unique in its scope
   * @param config what it is made from
   */
  constructor(scope: Construct, id: string, config: NetworkRuleConfig) {
    super(scope, id, networkRuleShape, config);
  }

  /** The name of the rule at the service, unique in the account and region. */
  get name(): string {
    return this.getStringAttribute("name");
  }

  set name(value: NetworkRuleConfig["name"]) {
    this.given.set("name", value);
  }

  get nameInput(): NetworkRuleConfig["name"] {
    return this.given.get("name");
  }

  resetName(): void {
    this.given.reset("name");
  }

  /** The kind of network. Rules of type `Public` and `VPC` can be made in the vendor's console only. */
  get type(): string {
    return this.getStringAttribute("type");
  }

  set type(value: NetworkRuleConfig["type"]) {
    this.given.set("type", value);
  }

  get typeInput(): NetworkRuleConfig["type"] {
    return this.given.get("type");
  }

  resetType(): void {
    this.given.reset("type");
  }

  /** Private IPv4 or IPv6 addresses and CIDR blocks from which the KMS instance may be reached, at most 800. */
  get sourcePrivateIps(): string[] {
    return Fn.tolist(this.getListAttribute("source_private_ips"));
  }

  set sourcePrivateIps(value: NetworkRuleConfig["sourcePrivateIps"]) {
    this.given.set("sourcePrivateIps", value);
  }

  get sourcePrivateIpsInput(): NetworkRuleConfig["sourcePrivateIps"] {
    return this.given.get("sourcePrivateIps");
  }

  /** What a person should know about it. */
  get description(): string {
    return this.getStringAttribute("description");
  }

  set description(value: NetworkRuleConfig["description"]) {
    this.given.set("description", value);
  }

  get descriptionInput(): NetworkRuleConfig["description"] {
    return this.given.get("description");
  }

  resetDescription(): void {
    this.given.reset("description");
  }

  /**
   * Whose the object is: the end of its description at the service. What an interrupted run made is known again
   * by it; an object of the same name with another label, or with none, is somebody else's.
   */
  get label(): string {
    return this.getStringAttribute("label");
  }

  set label(value: NetworkRuleConfig["label"]) {
    this.given.set("label", value);
  }

  get labelInput(): NetworkRuleConfig["label"] {
    return this.given.get("label");
  }

  resetLabel(): void {
    this.given.reset("label");
  }

  /** The region of the object. */
  get region(): string {
    return this.getStringAttribute("region");
  }

  set region(value: NetworkRuleConfig["region"]) {
    this.given.set("region", value);
  }

  get regionInput(): NetworkRuleConfig["region"] {
    return this.given.get("region");
  }

  resetRegion(): void {
    this.given.reset("region");
  }

  /** Whether to take over a rule of that name that exists already, instead of failing. */
  get adopt(): IResolvable {
    return this.getBooleanAttribute("adopt");
  }

  set adopt(value: NetworkRuleConfig["adopt"]) {
    this.given.set("adopt", value);
  }

  get adoptInput(): NetworkRuleConfig["adopt"] {
    return this.given.get("adopt");
  }

  resetAdopt(): void {
    this.given.reset("adopt");
  }

  /** The Alibaba Cloud resource name of the rule. */
  get arn(): string {
    return this.getStringAttribute("arn");
  }

  /** The same as `name`. */
  get id(): string {
    return this.getStringAttribute("id");
  }
}

/** What {@link Policy} takes. */
export interface PolicyConfig extends TerraformMetaArguments {
  /**
   * The name of the policy at the service, unique in the account and region.
   *
   * Left out: the id of the construct. A change replaces the resource.
   */
  readonly name?: string | IResolvable | undefined;
  /**
   * The KMS instance that the policy is for: its id, `kst-…`, or `shared` for the shared gateway.
   *
   * A change replaces the resource.
   */
  readonly kmsInstance: string | IResolvable;
  /**
   * What may be done: `CryptoServiceKeyUser` and `CryptoServiceSecretUser` on an instance, `SecretUser` on the
   * shared gateway.
   *
   * The order means nothing.
   */
  readonly permissions:
    | readonly ("CryptoServiceKeyUser" | "CryptoServiceSecretUser" | "SecretUser" | IResolvable)[]
    | IResolvable;
  /**
   * Keys that may be used: ids, or the beginning of ids and `*`.
   *
   * Left out: `[]`. The order means nothing.
   */
  readonly keys?: readonly (string | IResolvable)[] | IResolvable | undefined;
  /**
   * Secrets that may be read: names, or the beginning of names and `*`.
   *
   * Left out: `[]`. The order means nothing.
   */
  readonly secrets?: readonly (string | IResolvable)[] | IResolvable | undefined;
  /**
   * Keys and secrets in the service's own form, `key/<id>` and `secret/<name>`, instead of `keys` and `secrets`
   * or beside them.
   *
   * Left out: `[]`. The order means nothing.
   */
  readonly resources?: readonly (string | IResolvable)[] | IResolvable | undefined;
  /**
   * Network rules from which the policy may be used, by name. With none, no address is refused.
   *
   * Takes the resource itself, or its name. Left out: `[]`. The order means nothing.
   */
  readonly networkRules?: readonly (string | NetworkRule | IResolvable)[] | IResolvable | undefined;
  /** What a person should know about it. */
  readonly description?: string | IResolvable | undefined;
  /**
   * Whose the object is: the end of its description at the service. What an interrupted run made is known again
   * by it; an object of the same name with another label, or with none, is somebody else's.
   *
   * Left out: the path of the construct, with slashes, and `stack` of the provider in place of the stack's id
   * where it is given.
   */
  readonly label?: string | IResolvable | undefined;
  /**
   * The region of the object.
   *
   * Left out: that of a referenced resource, `region` of the provider, or `ALIBABA_CLOUD_REGION_ID`. A change
   * replaces the resource.
   */
  readonly region?: string | IResolvable | undefined;
  /**
   * Whether to take over a policy of that name that exists already, instead of failing.
   *
   * Left out: `false`. Counts only when the resource is created.
   */
  readonly adopt?: boolean | IResolvable | undefined;
}

const policyShape: Shape = {
  name: "Policy",
  type: "keysmith_policy",
  reference: "name",
  properties: {
    name: { attribute: "name", kind: "string", from: ["name"] },
    kmsInstance: { attribute: "kms_instance", kind: "string", required: true },
    permissions: {
      attribute: "permissions",
      kind: "string",
      many: "set",
      required: true,
      values: ["CryptoServiceKeyUser", "CryptoServiceSecretUser", "SecretUser"],
    },
    keys: { attribute: "keys", kind: "string", many: "set" },
    secrets: { attribute: "secrets", kind: "string", many: "set" },
    resources: { attribute: "resources", kind: "string", many: "set" },
    networkRules: { attribute: "network_rules", kind: "string", many: "set", references: ["NetworkRule"] },
    description: { attribute: "description", kind: "string" },
    label: { attribute: "label", kind: "string", from: ["label"] },
    region: { attribute: "region", kind: "string", from: ["reference"] },
    adopt: { attribute: "adopt", kind: "bool" },
  },
};

/**
 * What an application may do with which keys and secrets of a KMS instance, and from which network rules. A
 * change takes up to five minutes to act.
 *
 * Mind: access points bound to this policy lose its permissions while it is replaced.
 */
export class Policy extends KeysmithResource<PolicyConfig> {
  static readonly tfResourceType = "keysmith_policy";

  /**
   * @param id unique in its scope
   * @param config what it is made from
   */
  constructor(scope: Construct, id: string, config: PolicyConfig) {
    super(scope, id, policyShape, config);
  }

  /** The name of the policy at the service, unique in the account and region. */
  get name(): string {
    return this.getStringAttribute("name");
  }

  set name(value: PolicyConfig["name"]) {
    this.given.set("name", value);
  }

  get nameInput(): PolicyConfig["name"] {
    return this.given.get("name");
  }

  resetName(): void {
    this.given.reset("name");
  }

  /** The KMS instance that the policy is for: its id, `kst-…`, or `shared` for the shared gateway. */
  get kmsInstance(): string {
    return this.getStringAttribute("kms_instance");
  }

  set kmsInstance(value: PolicyConfig["kmsInstance"]) {
    this.given.set("kmsInstance", value);
  }

  get kmsInstanceInput(): PolicyConfig["kmsInstance"] {
    return this.given.get("kmsInstance");
  }

  /**
   * What may be done: `CryptoServiceKeyUser` and `CryptoServiceSecretUser` on an instance, `SecretUser` on the
   * shared gateway.
   */
  get permissions(): string[] {
    return Fn.tolist(this.getListAttribute("permissions"));
  }

  set permissions(value: PolicyConfig["permissions"]) {
    this.given.set("permissions", value);
  }

  get permissionsInput(): PolicyConfig["permissions"] {
    return this.given.get("permissions");
  }

  /** Keys that may be used: ids, or the beginning of ids and `*`. */
  get keys(): string[] {
    return Fn.tolist(this.getListAttribute("keys"));
  }

  set keys(value: PolicyConfig["keys"]) {
    this.given.set("keys", value);
  }

  get keysInput(): PolicyConfig["keys"] {
    return this.given.get("keys");
  }

  resetKeys(): void {
    this.given.reset("keys");
  }

  /** Secrets that may be read: names, or the beginning of names and `*`. */
  get secrets(): string[] {
    return Fn.tolist(this.getListAttribute("secrets"));
  }

  set secrets(value: PolicyConfig["secrets"]) {
    this.given.set("secrets", value);
  }

  get secretsInput(): PolicyConfig["secrets"] {
    return this.given.get("secrets");
  }

  resetSecrets(): void {
    this.given.reset("secrets");
  }

  /**
   * Keys and secrets in the service's own form, `key/<id>` and `secret/<name>`, instead of `keys` and `secrets`
   * or beside them.
   */
  get resources(): string[] {
    return Fn.tolist(this.getListAttribute("resources"));
  }

  set resources(value: PolicyConfig["resources"]) {
    this.given.set("resources", value);
  }

  get resourcesInput(): PolicyConfig["resources"] {
    return this.given.get("resources");
  }

  resetResources(): void {
    this.given.reset("resources");
  }

  /** Network rules from which the policy may be used, by name. With none, no address is refused. */
  get networkRules(): string[] {
    return Fn.tolist(this.getListAttribute("network_rules"));
  }

  set networkRules(value: PolicyConfig["networkRules"]) {
    this.given.set("networkRules", value);
  }

  get networkRulesInput(): PolicyConfig["networkRules"] {
    return this.given.get("networkRules");
  }

  resetNetworkRules(): void {
    this.given.reset("networkRules");
  }

  /** What a person should know about it. */
  get description(): string {
    return this.getStringAttribute("description");
  }

  set description(value: PolicyConfig["description"]) {
    this.given.set("description", value);
  }

  get descriptionInput(): PolicyConfig["description"] {
    return this.given.get("description");
  }

  resetDescription(): void {
    this.given.reset("description");
  }

  /**
   * Whose the object is: the end of its description at the service. What an interrupted run made is known again
   * by it; an object of the same name with another label, or with none, is somebody else's.
   */
  get label(): string {
    return this.getStringAttribute("label");
  }

  set label(value: PolicyConfig["label"]) {
    this.given.set("label", value);
  }

  get labelInput(): PolicyConfig["label"] {
    return this.given.get("label");
  }

  resetLabel(): void {
    this.given.reset("label");
  }

  /** The region of the object. */
  get region(): string {
    return this.getStringAttribute("region");
  }

  set region(value: PolicyConfig["region"]) {
    this.given.set("region", value);
  }

  get regionInput(): PolicyConfig["region"] {
    return this.given.get("region");
  }

  resetRegion(): void {
    this.given.reset("region");
  }

  /** Whether to take over a policy of that name that exists already, instead of failing. */
  get adopt(): IResolvable {
    return this.getBooleanAttribute("adopt");
  }

  set adopt(value: PolicyConfig["adopt"]) {
    this.given.set("adopt", value);
  }

  get adoptInput(): PolicyConfig["adopt"] {
    return this.given.get("adopt");
  }

  resetAdopt(): void {
    this.given.reset("adopt");
  }

  /** The Alibaba Cloud resource name of the policy. */
  get arn(): string {
    return this.getStringAttribute("arn");
  }

  /** The same as `name`. */
  get id(): string {
    return this.getStringAttribute("id");
  }
}

/** What {@link AccessPoint} takes. */
export interface AccessPointConfig extends TerraformMetaArguments {
  /**
   * The name of the access point at the service, unique in the account and region.
   *
   * Left out: the id of the construct. A change replaces the resource.
   */
  readonly name?: string | IResolvable | undefined;
  /**
   * The policies of the application, one to three, by name.
   *
   * Takes the resource itself, or its name. The order means nothing.
   */
  readonly policies: readonly (string | Policy | IResolvable)[] | IResolvable;
  /**
   * How the application proves who it is. The vendor's API knows `ClientKey` only.
   *
   * Left out: `"ClientKey"`. A change replaces the resource.
   */
  readonly authenticationMethod?: "ClientKey" | IResolvable | undefined;
  /** What a person should know about it. */
  readonly description?: string | IResolvable | undefined;
  /**
   * Whose the object is: the end of its description at the service. What an interrupted run made is known again
   * by it; an object of the same name with another label, or with none, is somebody else's.
   *
   * Left out: the path of the construct, with slashes, and `stack` of the provider in place of the stack's id
   * where it is given.
   */
  readonly label?: string | IResolvable | undefined;
  /**
   * The region of the object.
   *
   * Left out: that of a referenced resource, `region` of the provider, or `ALIBABA_CLOUD_REGION_ID`. A change
   * replaces the resource.
   */
  readonly region?: string | IResolvable | undefined;
  /**
   * Whether to take over a access point of that name that exists already, instead of failing.
   *
   * Left out: `false`. Counts only when the resource is created.
   */
  readonly adopt?: boolean | IResolvable | undefined;
}

const accessPointShape: Shape = {
  name: "AccessPoint",
  type: "keysmith_access_point",
  reference: "name",
  properties: {
    name: { attribute: "name", kind: "string", from: ["name"] },
    policies: { attribute: "policies", kind: "string", many: "set", required: true, references: ["Policy"] },
    authenticationMethod: { attribute: "authentication_method", kind: "string", values: ["ClientKey"] },
    description: { attribute: "description", kind: "string" },
    label: { attribute: "label", kind: "string", from: ["label"] },
    region: { attribute: "region", kind: "string", from: ["reference"] },
    adopt: { attribute: "adopt", kind: "bool" },
  },
};

/**
 * An application access point (AAP): binds up to three policies to one application, which signs with its
 * client keys.
 *
 * Mind: replacing the access point ends its client keys at once: applications that use them lose access.
 */
export class AccessPoint extends KeysmithResource<AccessPointConfig> {
  static readonly tfResourceType = "keysmith_access_point";

  /**
   * @param id unique in its scope
   * @param config what it is made from
   */
  constructor(scope: Construct, id: string, config: AccessPointConfig) {
    super(scope, id, accessPointShape, config);
  }

  /** The name of the access point at the service, unique in the account and region. */
  get name(): string {
    return this.getStringAttribute("name");
  }

  set name(value: AccessPointConfig["name"]) {
    this.given.set("name", value);
  }

  get nameInput(): AccessPointConfig["name"] {
    return this.given.get("name");
  }

  resetName(): void {
    this.given.reset("name");
  }

  /** The policies of the application, one to three, by name. */
  get policies(): string[] {
    return Fn.tolist(this.getListAttribute("policies"));
  }

  set policies(value: AccessPointConfig["policies"]) {
    this.given.set("policies", value);
  }

  get policiesInput(): AccessPointConfig["policies"] {
    return this.given.get("policies");
  }

  /** How the application proves who it is. The vendor's API knows `ClientKey` only. */
  get authenticationMethod(): string {
    return this.getStringAttribute("authentication_method");
  }

  set authenticationMethod(value: AccessPointConfig["authenticationMethod"]) {
    this.given.set("authenticationMethod", value);
  }

  get authenticationMethodInput(): AccessPointConfig["authenticationMethod"] {
    return this.given.get("authenticationMethod");
  }

  resetAuthenticationMethod(): void {
    this.given.reset("authenticationMethod");
  }

  /** What a person should know about it. */
  get description(): string {
    return this.getStringAttribute("description");
  }

  set description(value: AccessPointConfig["description"]) {
    this.given.set("description", value);
  }

  get descriptionInput(): AccessPointConfig["description"] {
    return this.given.get("description");
  }

  resetDescription(): void {
    this.given.reset("description");
  }

  /**
   * Whose the object is: the end of its description at the service. What an interrupted run made is known again
   * by it; an object of the same name with another label, or with none, is somebody else's.
   */
  get label(): string {
    return this.getStringAttribute("label");
  }

  set label(value: AccessPointConfig["label"]) {
    this.given.set("label", value);
  }

  get labelInput(): AccessPointConfig["label"] {
    return this.given.get("label");
  }

  resetLabel(): void {
    this.given.reset("label");
  }

  /** The region of the object. */
  get region(): string {
    return this.getStringAttribute("region");
  }

  set region(value: AccessPointConfig["region"]) {
    this.given.set("region", value);
  }

  get regionInput(): AccessPointConfig["region"] {
    return this.given.get("region");
  }

  resetRegion(): void {
    this.given.reset("region");
  }

  /** Whether to take over a access point of that name that exists already, instead of failing. */
  get adopt(): IResolvable {
    return this.getBooleanAttribute("adopt");
  }

  set adopt(value: AccessPointConfig["adopt"]) {
    this.given.set("adopt", value);
  }

  get adoptInput(): AccessPointConfig["adopt"] {
    return this.given.get("adopt");
  }

  resetAdopt(): void {
    this.given.reset("adopt");
  }

  /** The Alibaba Cloud resource name of the access point. */
  get arn(): string {
    return this.getStringAttribute("arn");
  }

  /** The same as `name`. */
  get id(): string {
    return this.getStringAttribute("id");
  }
}

/** When a key is replaced, and how long the old one lives on. */
export interface ClientKeyRotation {
  /**
   * How long before its end a key is replaced by a new one.
   *
   * Left out: `"P30D"`.
   */
  readonly renewBefore?: string | IResolvable | undefined;
  /**
   * How long the replaced key goes on working, so that applications can change over.
   *
   * Left out: `"P7D"`.
   */
  readonly overlap?: string | IResolvable | undefined;
  /**
   * Any new text makes a new key now, whatever the date. Leaving it out again changes nothing.
   *
   * A change makes a new credential, in place and with overlap.
   */
  readonly trigger?: string | IResolvable | undefined;
}

/** When a key is replaced, and how long the old one lives on. */
export class ClientKeyRotationOutputReference extends ComplexObject {
  /** How long before its end a key is replaced by a new one. */
  get renewBefore(): string {
    return this.getStringAttribute("renew_before");
  }

  /** How long the replaced key goes on working, so that applications can change over. */
  get overlap(): string {
    return this.getStringAttribute("overlap");
  }

  /** Any new text makes a new key now, whatever the date. Leaving it out again changes nothing. */
  get trigger(): string {
    return this.getStringAttribute("trigger");
  }
}

/** Keys that were replaced and still work. */
export class ClientKeyPreviousOutputReference extends ComplexObject {
  /** The id of a key that was replaced and still works. */
  get clientKeyId(): string {
    return this.getStringAttribute("client_key_id");
  }

  /** Until when the service accepts it. */
  get notAfter(): string {
    return this.getStringAttribute("not_after");
  }

  /** From when the next run deletes it. */
  get retireAfter(): string {
    return this.getStringAttribute("retire_after");
  }
}

/** Keys that were replaced and still work. */
export class ClientKeyPreviousList extends ComplexList {
  get(index: number): ClientKeyPreviousOutputReference {
    return new ClientKeyPreviousOutputReference(this.terraformResource, this.terraformAttribute, false, index);
  }
}

/** What {@link ClientKey} takes. */
export interface ClientKeyConfig extends TerraformMetaArguments {
  /**
   * The access point that the key is for, by name.
   *
   * Takes the resource itself, or its name. A change replaces the resource.
   */
  readonly accessPoint: string | AccessPoint | IResolvable;
  /**
   * How long a key is valid. The vendor documents one to five years. A change counts from the next key.
   *
   * Left out: `"P1Y"`.
   */
  readonly validity?: string | IResolvable | undefined;
  /**
   * The password that protects the key. Left out, each key gets one of its own. A change makes a new key. Kept
   * in the state in clear: use `passwordWo`.
   *
   * Secret. A change makes a new credential, in place and with overlap.
   */
  readonly password?: string | IResolvable | undefined;
  /**
   * The password that protects the key. Left out, each key gets one of its own. A change makes a new key. Never
   * kept: it is read when the resource is created, and when `passwordWoVersion` changes.
   *
   * Secret.
   */
  readonly passwordWo?: string | IResolvable | undefined;
  /** Any new number says that `passwordWo` holds another value. */
  readonly passwordWoVersion?: number | IResolvable | undefined;
  /** When a key is replaced, and how long the old one lives on. */
  readonly rotation?: ClientKeyRotation | IResolvable | undefined;
  /**
   * Ends every overlap now: previous keys are deleted at once, also those that a rotation in the same run
   * replaces.
   *
   * Left out: `false`.
   */
  readonly revokePrevious?: boolean | IResolvable | undefined;
  /**
   * What the keys' time stamps are marked with, so that a key which no state records can be told from other
   * people's. One label belongs to one resource.
   *
   * Left out: the path of the construct, with slashes, and `stack` of the provider in place of the stack's id
   * where it is given.
   */
  readonly label?: string | IResolvable | undefined;
  /**
   * The region of the object.
   *
   * Left out: that of a referenced resource, `region` of the provider, or `ALIBABA_CLOUD_REGION_ID`. A change
   * replaces the resource.
   */
  readonly region?: string | IResolvable | undefined;
  /**
   * A client key that exists already, to be adopted instead of making one: `<accessPoint>/<clientKeyId> or
   * <region>/<accessPoint>/<clientKeyId>`. Its secrets aren't known until it rotates.
   *
   * Counts only when the resource is created.
   */
  readonly adopt?: string | IResolvable | undefined;
}

const clientKeyShape: Shape = {
  name: "ClientKey",
  type: "keysmith_client_key",
  reference: "label",
  properties: {
    accessPoint: { attribute: "access_point", kind: "string", required: true, references: ["AccessPoint"] },
    validity: { attribute: "validity", kind: "string" },
    password: { attribute: "password", kind: "string" },
    passwordWo: { attribute: "password_wo", kind: "string", writeOnly: true },
    passwordWoVersion: { attribute: "password_wo_version", kind: "number" },
    rotation: {
      attribute: "rotation",
      kind: "object",
      fields: {
        renewBefore: { attribute: "renew_before", kind: "string" },
        overlap: { attribute: "overlap", kind: "string" },
        trigger: { attribute: "trigger", kind: "string" },
      },
    },
    revokePrevious: { attribute: "revoke_previous", kind: "bool" },
    label: { attribute: "label", kind: "string", from: ["label"] },
    region: { attribute: "region", kind: "string", from: ["reference"] },
    adopt: { attribute: "adopt", kind: "string" },
  },
};

/**
 * The credential of an application: a private key that only this resource ever sees, protected by a password.
 * It is replaced before it ends, in place, and the old key works on for the overlap.
 *
 * Mind: replacing the client key deletes the old one, and the previous ones, in the same run: there is no
 * overlap.
 */
export class ClientKey extends KeysmithResource<ClientKeyConfig> {
  static readonly tfResourceType = "keysmith_client_key";

  /**
   * @param id unique in its scope
   * @param config what it is made from
   */
  constructor(scope: Construct, id: string, config: ClientKeyConfig) {
    super(scope, id, clientKeyShape, config);
  }

  /** The access point that the key is for, by name. */
  get accessPoint(): string {
    return this.getStringAttribute("access_point");
  }

  set accessPoint(value: ClientKeyConfig["accessPoint"]) {
    this.given.set("accessPoint", value);
  }

  get accessPointInput(): ClientKeyConfig["accessPoint"] {
    return this.given.get("accessPoint");
  }

  /** How long a key is valid. The vendor documents one to five years. A change counts from the next key. */
  get validity(): string {
    return this.getStringAttribute("validity");
  }

  set validity(value: ClientKeyConfig["validity"]) {
    this.given.set("validity", value);
  }

  get validityInput(): ClientKeyConfig["validity"] {
    return this.given.get("validity");
  }

  resetValidity(): void {
    this.given.reset("validity");
  }

  /**
   * The password that protects the key. Left out, each key gets one of its own. A change makes a new key. Kept
   * in the state in clear: use `passwordWo`.
   *
   * Secret.
   */
  get password(): string {
    return this.getStringAttribute("password");
  }

  set password(value: ClientKeyConfig["password"]) {
    this.given.set("password", value);
  }

  get passwordInput(): ClientKeyConfig["password"] {
    return this.given.get("password");
  }

  resetPassword(): void {
    this.given.reset("password");
  }

  get passwordWo(): ClientKeyConfig["passwordWo"] {
    return this.given.get("passwordWo");
  }

  set passwordWo(value: ClientKeyConfig["passwordWo"]) {
    this.given.set("passwordWo", value);
  }

  get passwordWoInput(): ClientKeyConfig["passwordWo"] {
    return this.given.get("passwordWo");
  }

  resetPasswordWo(): void {
    this.given.reset("passwordWo");
  }

  /** Any new number says that `passwordWo` holds another value. */
  get passwordWoVersion(): number {
    return this.getNumberAttribute("password_wo_version");
  }

  set passwordWoVersion(value: ClientKeyConfig["passwordWoVersion"]) {
    this.given.set("passwordWoVersion", value);
  }

  get passwordWoVersionInput(): ClientKeyConfig["passwordWoVersion"] {
    return this.given.get("passwordWoVersion");
  }

  resetPasswordWoVersion(): void {
    this.given.reset("passwordWoVersion");
  }

  /** When a key is replaced, and how long the old one lives on. */
  get rotation(): ClientKeyRotationOutputReference {
    return new ClientKeyRotationOutputReference(this, "rotation", false);
  }

  putRotation(value: ClientKeyConfig["rotation"]): void {
    this.given.set("rotation", value);
  }

  get rotationInput(): ClientKeyConfig["rotation"] {
    return this.given.get("rotation");
  }

  resetRotation(): void {
    this.given.reset("rotation");
  }

  /**
   * Ends every overlap now: previous keys are deleted at once, also those that a rotation in the same run
   * replaces.
   */
  get revokePrevious(): IResolvable {
    return this.getBooleanAttribute("revoke_previous");
  }

  set revokePrevious(value: ClientKeyConfig["revokePrevious"]) {
    this.given.set("revokePrevious", value);
  }

  get revokePreviousInput(): ClientKeyConfig["revokePrevious"] {
    return this.given.get("revokePrevious");
  }

  resetRevokePrevious(): void {
    this.given.reset("revokePrevious");
  }

  /**
   * What the keys' time stamps are marked with, so that a key which no state records can be told from other
   * people's. One label belongs to one resource.
   */
  get label(): string {
    return this.getStringAttribute("label");
  }

  set label(value: ClientKeyConfig["label"]) {
    this.given.set("label", value);
  }

  get labelInput(): ClientKeyConfig["label"] {
    return this.given.get("label");
  }

  resetLabel(): void {
    this.given.reset("label");
  }

  /** The region of the object. */
  get region(): string {
    return this.getStringAttribute("region");
  }

  set region(value: ClientKeyConfig["region"]) {
    this.given.set("region", value);
  }

  get regionInput(): ClientKeyConfig["region"] {
    return this.given.get("region");
  }

  resetRegion(): void {
    this.given.reset("region");
  }

  /**
   * A client key that exists already, to be adopted instead of making one: `<accessPoint>/<clientKeyId> or
   * <region>/<accessPoint>/<clientKeyId>`. Its secrets aren't known until it rotates.
   */
  get adopt(): string {
    return this.getStringAttribute("adopt");
  }

  set adopt(value: ClientKeyConfig["adopt"]) {
    this.given.set("adopt", value);
  }

  get adoptInput(): ClientKeyConfig["adopt"] {
    return this.given.get("adopt");
  }

  resetAdopt(): void {
    this.given.reset("adopt");
  }

  /** The id of the current key, `KAAP.…`. */
  get clientKeyId(): string {
    return this.getStringAttribute("client_key_id");
  }

  /**
   * The current key as the vendor's SDKs read it: JSON with `KeyId` and `PrivateKeyData`, a PKCS#12 file in
   * base64.
   *
   * Secret.
   */
  get clientKeyContent(): string {
    return this.getStringAttribute("client_key_content");
  }

  /** The algorithm of the current key. */
  get keyAlgorithm(): string {
    return this.getStringAttribute("key_algorithm");
  }

  /** From when the service accepts the current key. */
  get notBefore(): string {
    return this.getStringAttribute("not_before");
  }

  /** Until when the service accepts the current key. */
  get notAfter(): string {
    return this.getStringAttribute("not_after");
  }

  /** When the current key was made. */
  get createdAt(): string {
    return this.getStringAttribute("created_at");
  }

  /**
   * `createdAt` plus the validity: what rotation is reckoned from. The service ends the key up to four hours
   * earlier, at `notAfter`.
   */
  get expiresAt(): string {
    return this.getStringAttribute("expires_at");
  }

  /** 1 for the first key, and one more with every rotation. */
  get version(): number {
    return this.getNumberAttribute("version");
  }

  /** From when the current key is due to be replaced. */
  get rotateAt(): string {
    return this.getStringAttribute("rotate_at");
  }

  /** When the next thing is due: to rotate, or to delete a previous key. */
  get nextRunBy(): string {
    return this.getStringAttribute("next_run_by");
  }

  /** Keys that were replaced and still work. */
  get previous(): ClientKeyPreviousList {
    return new ClientKeyPreviousList(this, "previous", false);
  }

  /** The same as `label`. */
  get id(): string {
    return this.getStringAttribute("id");
  }

  /**
   * Holds `clientKeyContent` and `password`, encrypted with age to the provider's `sealTo`. `ephemeral
   * "keysmith_opened"` and `keysmith open` open it.
   *
   * Secret.
   */
  get sealed(): string {
    return this.getStringAttribute("sealed");
  }

  /**
   * Whether `clientKeyContent` and `password` are known: those of an object that was made elsewhere aren't,
   * until it rotates.
   */
  get secretKnown(): IResolvable {
    return this.getBooleanAttribute("secret_known");
  }
}

/** When the material is replaced by new one. What was wrapped before can still be unwrapped. */
export interface RootKeyRotation {
  /**
   * How old the material may get: the first run after that makes new material, in place. At least an hour. A
   * rotation made elsewhere counts. Not for an imported key, whose material only you have.
   */
  readonly every?: string | IResolvable | undefined;
  /**
   * Any new text rotates now, whatever the date. Leaving it out again changes nothing. Not for an imported key.
   *
   * A change makes a new credential, in place and with overlap.
   */
  readonly trigger?: string | IResolvable | undefined;
  /**
   * Lets the service rotate the key by itself, every so many months of 30 days. Left out, the instance's own
   * policy decides. Not for an imported key.
   *
   * In place of `every`.
   */
  readonly policyMonths?: number | IResolvable | undefined;
}

/** When the material is replaced by new one. What was wrapped before can still be unwrapped. */
export class RootKeyRotationOutputReference extends ComplexObject {
  /**
   * How old the material may get: the first run after that makes new material, in place. At least an hour. A
   * rotation made elsewhere counts. Not for an imported key, whose material only you have.
   */
  get every(): string {
    return this.getStringAttribute("every");
  }

  /** Any new text rotates now, whatever the date. Leaving it out again changes nothing. Not for an imported key. */
  get trigger(): string {
    return this.getStringAttribute("trigger");
  }

  /**
   * Lets the service rotate the key by itself, every so many months of 30 days. Left out, the instance's own
   * policy decides. Not for an imported key.
   */
  get policyMonths(): number {
    return this.getNumberAttribute("policy_months");
  }
}

/** What becomes of the key when it leaves the program. */
export interface RootKeyDeletion {
  /**
   * What becomes of the key when it leaves the program: `delete`, which Key Protect and Hyper Protect Crypto
   * Services can undo for 30 days and IBM Cloud Private can't; `disable`; or `keep`, which leaves it as it is.
   *
   * Left out: `"delete"`.
   */
  readonly mode?: "delete" | "disable" | "keep" | IResolvable | undefined;
  /**
   * Whether to delete the key also while services use it. What they have encrypted with it can't be read then.
   *
   * Left out: `false`.
   */
  readonly force?: boolean | IResolvable | undefined;
}

/** What becomes of the key when it leaves the program. */
export class RootKeyDeletionOutputReference extends ComplexObject {
  /**
   * What becomes of the key when it leaves the program: `delete`, which Key Protect and Hyper Protect Crypto
   * Services can undo for 30 days and IBM Cloud Private can't; `disable`; or `keep`, which leaves it as it is.
   */
  get mode(): string {
    return this.getStringAttribute("mode");
  }

  /** Whether to delete the key also while services use it. What they have encrypted with it can't be read then. */
  get force(): IResolvable {
    return this.getBooleanAttribute("force");
  }
}

/** What {@link RootKey} takes. */
export interface RootKeyConfig extends TerraformMetaArguments {
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: that of a referenced resource, `ibm.instance` of the provider, or `KEYSMITH_IBM_INSTANCE`. A
   * change replaces the resource.
   */
  readonly instance?: string | IResolvable | undefined;
  /**
   * What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud
   * Private). A CRN says it already.
   *
   * Left out: that of a referenced resource.
   */
  readonly service?: "kms" | "hs-crypto" | "icp" | IResolvable | undefined;
  /**
   * The GUID of the instance, where there is no CRN: on IBM Cloud Private.
   *
   * In place of `instance`. Left out: that of a referenced resource. A change replaces the resource.
   */
  readonly instanceId?: string | IResolvable | undefined;
  /**
   * Where the key API is reached, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the
   * vendor's endpoint. Plain http only to this machine.
   *
   * Left out: that of a referenced resource.
   */
  readonly url?: string | IResolvable | undefined;
  /**
   * A PEM file with the authorities that sign the certificate of `url`, where it isn't one of the public ones:
   * the cluster's own CA, for one.
   *
   * Left out: that of a referenced resource.
   */
  readonly caFile?: string | IResolvable | undefined;
  /**
   * A key that exists already, to be adopted instead of making one: `<key CRN>, <instance CRN>/<keyId>, <keyId>,
   * or on IBM Cloud Private <url>/<instanceId>/<keyId>`.
   *
   * Counts only when the resource is created.
   */
  readonly adopt?: string | IResolvable | undefined;
  /**
   * The name of the key, 2 to 90 characters in one line. The service doesn't ask that names differ: a key is
   * known by its id and its aliases. How the service counts isn't documented: what is beyond the BMP, such as an
   * emoji, counts as two here.
   *
   * Left out: the id of the construct. A change replaces the resource.
   */
  readonly name?: string | IResolvable | undefined;
  /**
   * What a person should know about it. The service keeps it as it was made; with the label in it, it has at
   * most 240 characters. How the service counts isn't documented: what is beyond the BMP, such as an emoji,
   * counts as two here.
   *
   * A change replaces the resource.
   */
  readonly description?: string | IResolvable | undefined;
  /**
   * Whose the key is: the end of its description at the service. What an interrupted run made is known again by
   * it, and so is a deleted key that can be restored.
   *
   * Left out: the path of the construct, with slashes, and `stack` of the provider in place of the stack's id
   * where it is given. Counts only when the resource is created.
   */
  readonly label?: string | IResolvable | undefined;
  /**
   * Up to 30 words to find the key by, of 2 to 30 characters each. The service can't change them later. How the
   * service counts isn't documented: what is beyond the BMP, such as an emoji, counts as two here.
   *
   * Left out: `[]`. The order means nothing. A change replaces the resource.
   */
  readonly tags?: readonly (string | IResolvable)[] | IResolvable | undefined;
  /**
   * The key ring that the key is in, by name. Left out, it is the one that the service calls `default`.
   *
   * Takes the resource itself, or its name.
   */
  readonly keyRing?: string | KeyRing | IResolvable | undefined;
  /**
   * Up to five names, unique in the instance, by which the key can be called in place of its id.
   *
   * Left out: `[]`. The order means nothing.
   */
  readonly aliases?: readonly (string | IResolvable)[] | IResolvable | undefined;
  /**
   * When the service deactivates the key, in UTC. It can't be changed later, and rotating doesn't put it off.
   *
   * A change replaces the resource.
   */
  readonly expirationDate?: string | IResolvable | undefined;
  /**
   * What happens to the key when somebody deleted it and the program still has it: `auto` restores it while the
   * service can, for 30 days; `never` makes a new one. IBM Cloud Private can't restore.
   *
   * Left out: `"auto"`.
   */
  readonly restore?: "auto" | "never" | IResolvable | undefined;
  /**
   * Your own key material, in base64: 16, 24 or 32 bytes; on IBM Cloud Private 32, 48 or 64. A change rotates
   * the key, in place. Left out, the service makes the material, and nobody ever sees it. Kept in the state in
   * clear: use `payloadWo`.
   *
   * In place of `generate`. Secret. A change makes a new credential, in place and with overlap.
   */
  readonly payload?: string | IResolvable | undefined;
  /**
   * Your own key material, in base64: 16, 24 or 32 bytes; on IBM Cloud Private 32, 48 or 64. A change rotates
   * the key, in place. Left out, the service makes the material, and nobody ever sees it. Never kept: it is read
   * when the resource is created, and when `payloadWoVersion` changes.
   *
   * Secret.
   */
  readonly payloadWo?: string | IResolvable | undefined;
  /** Any new number says that `payloadWo` holds another value. */
  readonly payloadWoVersion?: number | IResolvable | undefined;
  /**
   * Says aloud that the service makes the material, as it does when no payload is given.
   *
   * Counts only when the resource is created.
   */
  readonly generate?: boolean | IResolvable | undefined;
  /**
   * Whether the payload is encrypted for the instance before it is sent, with the public key of an import token
   * that Keysmith fetches.
   *
   * Left out: `false`. Counts only when the resource is created.
   */
  readonly importToken?: boolean | IResolvable | undefined;
  /** When the material is replaced by new one. What was wrapped before can still be unwrapped. */
  readonly rotation?: RootKeyRotation | IResolvable | undefined;
  /** Whether two users must agree before the key can be deleted. Once on, the service can't switch it off. */
  readonly dualAuthDelete?: boolean | IResolvable | undefined;
  /**
   * Whether the key can be used. A disabled key keeps its data and can be enabled again, half a minute later or
   * more.
   *
   * Left out: `true`.
   */
  readonly enabled?: boolean | IResolvable | undefined;
  /** What becomes of the key when it leaves the program. */
  readonly deletion?: RootKeyDeletion | IResolvable | undefined;
}

const rootKeyShape: Shape = {
  name: "RootKey",
  type: "keysmith_root_key",
  reference: "id",
  properties: {
    instance: { attribute: "instance", kind: "string", from: ["reference"], alternatives: ["instanceId"] },
    service: { attribute: "service", kind: "string", values: ["kms", "hs-crypto", "icp"], from: ["reference"] },
    instanceId: { attribute: "instance_id", kind: "string", from: ["reference"], alternatives: ["instance"] },
    url: { attribute: "url", kind: "string", from: ["reference"] },
    caFile: { attribute: "ca_file", kind: "string", from: ["reference"] },
    adopt: { attribute: "adopt", kind: "string" },
    name: { attribute: "name", kind: "string", from: ["name"] },
    description: { attribute: "description", kind: "string" },
    label: { attribute: "label", kind: "string", from: ["label"] },
    tags: { attribute: "tags", kind: "string", many: "set" },
    keyRing: { attribute: "key_ring", kind: "string", references: ["KeyRing"] },
    aliases: { attribute: "aliases", kind: "string", many: "set" },
    expirationDate: { attribute: "expiration_date", kind: "string" },
    restore: { attribute: "restore", kind: "string", values: ["auto", "never"] },
    payload: { attribute: "payload", kind: "string" },
    payloadWo: { attribute: "payload_wo", kind: "string", writeOnly: true },
    payloadWoVersion: { attribute: "payload_wo_version", kind: "number" },
    generate: { attribute: "generate", kind: "bool" },
    importToken: { attribute: "import_token", kind: "bool" },
    rotation: {
      attribute: "rotation",
      kind: "object",
      fields: {
        every: { attribute: "every", kind: "string" },
        trigger: { attribute: "trigger", kind: "string" },
        policyMonths: { attribute: "policy_months", kind: "number" },
      },
    },
    dualAuthDelete: { attribute: "dual_auth_delete", kind: "bool" },
    enabled: { attribute: "enabled", kind: "bool" },
    deletion: {
      attribute: "deletion",
      kind: "object",
      fields: {
        mode: { attribute: "mode", kind: "string", values: ["delete", "disable", "keep"] },
        force: { attribute: "force", kind: "bool" },
      },
    },
  },
};

/**
 * A root key of Key Protect, Hyper Protect Crypto Services or IBM Cloud Private: it never leaves the service,
 * and wraps the keys that encrypt data. Its material is made by the service or brought by you, and is replaced
 * in place.
 *
 * Mind: replacing the root key deletes the old one: what was wrapped with it can't be unwrapped any more, and
 * services that use it lose their data; on IBM Cloud Private for ever, elsewhere unless it is restored within
 * 30 days.
 */
export class RootKey extends KeysmithResource<RootKeyConfig> {
  static readonly tfResourceType = "keysmith_root_key";

  /**
   * @param id unique in its scope
   * @param config what it is made from
   */
  constructor(scope: Construct, id: string, config: RootKeyConfig = {}) {
    super(scope, id, rootKeyShape, config);
  }

  /** The CRN of the Key Protect or Hyper Protect Crypto Services instance. */
  get instance(): string {
    return this.getStringAttribute("instance");
  }

  set instance(value: RootKeyConfig["instance"]) {
    this.given.set("instance", value);
  }

  get instanceInput(): RootKeyConfig["instance"] {
    return this.given.get("instance");
  }

  resetInstance(): void {
    this.given.reset("instance");
  }

  /**
   * What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud
   * Private). A CRN says it already.
   */
  get service(): string {
    return this.getStringAttribute("service");
  }

  set service(value: RootKeyConfig["service"]) {
    this.given.set("service", value);
  }

  get serviceInput(): RootKeyConfig["service"] {
    return this.given.get("service");
  }

  resetService(): void {
    this.given.reset("service");
  }

  /** The GUID of the instance, where there is no CRN: on IBM Cloud Private. */
  get instanceId(): string {
    return this.getStringAttribute("instance_id");
  }

  set instanceId(value: RootKeyConfig["instanceId"]) {
    this.given.set("instanceId", value);
  }

  get instanceIdInput(): RootKeyConfig["instanceId"] {
    return this.given.get("instanceId");
  }

  resetInstanceId(): void {
    this.given.reset("instanceId");
  }

  /**
   * Where the key API is reached, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the
   * vendor's endpoint. Plain http only to this machine.
   */
  get url(): string {
    return this.getStringAttribute("url");
  }

  set url(value: RootKeyConfig["url"]) {
    this.given.set("url", value);
  }

  get urlInput(): RootKeyConfig["url"] {
    return this.given.get("url");
  }

  resetUrl(): void {
    this.given.reset("url");
  }

  /**
   * A PEM file with the authorities that sign the certificate of `url`, where it isn't one of the public ones:
   * the cluster's own CA, for one.
   */
  get caFile(): string {
    return this.getStringAttribute("ca_file");
  }

  set caFile(value: RootKeyConfig["caFile"]) {
    this.given.set("caFile", value);
  }

  get caFileInput(): RootKeyConfig["caFile"] {
    return this.given.get("caFile");
  }

  resetCaFile(): void {
    this.given.reset("caFile");
  }

  /**
   * A key that exists already, to be adopted instead of making one: `<key CRN>, <instance CRN>/<keyId>, <keyId>,
   * or on IBM Cloud Private <url>/<instanceId>/<keyId>`.
   */
  get adopt(): string {
    return this.getStringAttribute("adopt");
  }

  set adopt(value: RootKeyConfig["adopt"]) {
    this.given.set("adopt", value);
  }

  get adoptInput(): RootKeyConfig["adopt"] {
    return this.given.get("adopt");
  }

  resetAdopt(): void {
    this.given.reset("adopt");
  }

  /**
   * The name of the key, 2 to 90 characters in one line. The service doesn't ask that names differ: a key is
   * known by its id and its aliases. How the service counts isn't documented: what is beyond the BMP, such as an
   * emoji, counts as two here.
   */
  get name(): string {
    return this.getStringAttribute("name");
  }

  set name(value: RootKeyConfig["name"]) {
    this.given.set("name", value);
  }

  get nameInput(): RootKeyConfig["name"] {
    return this.given.get("name");
  }

  resetName(): void {
    this.given.reset("name");
  }

  /**
   * What a person should know about it. The service keeps it as it was made; with the label in it, it has at
   * most 240 characters. How the service counts isn't documented: what is beyond the BMP, such as an emoji,
   * counts as two here.
   */
  get description(): string {
    return this.getStringAttribute("description");
  }

  set description(value: RootKeyConfig["description"]) {
    this.given.set("description", value);
  }

  get descriptionInput(): RootKeyConfig["description"] {
    return this.given.get("description");
  }

  resetDescription(): void {
    this.given.reset("description");
  }

  /**
   * Whose the key is: the end of its description at the service. What an interrupted run made is known again by
   * it, and so is a deleted key that can be restored.
   */
  get label(): string {
    return this.getStringAttribute("label");
  }

  set label(value: RootKeyConfig["label"]) {
    this.given.set("label", value);
  }

  get labelInput(): RootKeyConfig["label"] {
    return this.given.get("label");
  }

  resetLabel(): void {
    this.given.reset("label");
  }

  /**
   * Up to 30 words to find the key by, of 2 to 30 characters each. The service can't change them later. How the
   * service counts isn't documented: what is beyond the BMP, such as an emoji, counts as two here.
   */
  get tags(): string[] {
    return Fn.tolist(this.getListAttribute("tags"));
  }

  set tags(value: RootKeyConfig["tags"]) {
    this.given.set("tags", value);
  }

  get tagsInput(): RootKeyConfig["tags"] {
    return this.given.get("tags");
  }

  resetTags(): void {
    this.given.reset("tags");
  }

  /** The key ring that the key is in, by name. Left out, it is the one that the service calls `default`. */
  get keyRing(): string {
    return this.getStringAttribute("key_ring");
  }

  set keyRing(value: RootKeyConfig["keyRing"]) {
    this.given.set("keyRing", value);
  }

  get keyRingInput(): RootKeyConfig["keyRing"] {
    return this.given.get("keyRing");
  }

  resetKeyRing(): void {
    this.given.reset("keyRing");
  }

  /** Up to five names, unique in the instance, by which the key can be called in place of its id. */
  get aliases(): string[] {
    return Fn.tolist(this.getListAttribute("aliases"));
  }

  set aliases(value: RootKeyConfig["aliases"]) {
    this.given.set("aliases", value);
  }

  get aliasesInput(): RootKeyConfig["aliases"] {
    return this.given.get("aliases");
  }

  resetAliases(): void {
    this.given.reset("aliases");
  }

  /** When the service deactivates the key, in UTC. It can't be changed later, and rotating doesn't put it off. */
  get expirationDate(): string {
    return this.getStringAttribute("expiration_date");
  }

  set expirationDate(value: RootKeyConfig["expirationDate"]) {
    this.given.set("expirationDate", value);
  }

  get expirationDateInput(): RootKeyConfig["expirationDate"] {
    return this.given.get("expirationDate");
  }

  resetExpirationDate(): void {
    this.given.reset("expirationDate");
  }

  /**
   * What happens to the key when somebody deleted it and the program still has it: `auto` restores it while the
   * service can, for 30 days; `never` makes a new one. IBM Cloud Private can't restore.
   */
  get restore(): string {
    return this.getStringAttribute("restore");
  }

  set restore(value: RootKeyConfig["restore"]) {
    this.given.set("restore", value);
  }

  get restoreInput(): RootKeyConfig["restore"] {
    return this.given.get("restore");
  }

  resetRestore(): void {
    this.given.reset("restore");
  }

  /**
   * Your own key material, in base64: 16, 24 or 32 bytes; on IBM Cloud Private 32, 48 or 64. A change rotates
   * the key, in place. Left out, the service makes the material, and nobody ever sees it. Kept in the state in
   * clear: use `payloadWo`.
   *
   * Secret.
   */
  get payload(): string {
    return this.getStringAttribute("payload");
  }

  set payload(value: RootKeyConfig["payload"]) {
    this.given.set("payload", value);
  }

  get payloadInput(): RootKeyConfig["payload"] {
    return this.given.get("payload");
  }

  resetPayload(): void {
    this.given.reset("payload");
  }

  get payloadWo(): RootKeyConfig["payloadWo"] {
    return this.given.get("payloadWo");
  }

  set payloadWo(value: RootKeyConfig["payloadWo"]) {
    this.given.set("payloadWo", value);
  }

  get payloadWoInput(): RootKeyConfig["payloadWo"] {
    return this.given.get("payloadWo");
  }

  resetPayloadWo(): void {
    this.given.reset("payloadWo");
  }

  /** Any new number says that `payloadWo` holds another value. */
  get payloadWoVersion(): number {
    return this.getNumberAttribute("payload_wo_version");
  }

  set payloadWoVersion(value: RootKeyConfig["payloadWoVersion"]) {
    this.given.set("payloadWoVersion", value);
  }

  get payloadWoVersionInput(): RootKeyConfig["payloadWoVersion"] {
    return this.given.get("payloadWoVersion");
  }

  resetPayloadWoVersion(): void {
    this.given.reset("payloadWoVersion");
  }

  /** Says aloud that the service makes the material, as it does when no payload is given. */
  get generate(): IResolvable {
    return this.getBooleanAttribute("generate");
  }

  set generate(value: RootKeyConfig["generate"]) {
    this.given.set("generate", value);
  }

  get generateInput(): RootKeyConfig["generate"] {
    return this.given.get("generate");
  }

  resetGenerate(): void {
    this.given.reset("generate");
  }

  /**
   * Whether the payload is encrypted for the instance before it is sent, with the public key of an import token
   * that Keysmith fetches.
   */
  get importToken(): IResolvable {
    return this.getBooleanAttribute("import_token");
  }

  set importToken(value: RootKeyConfig["importToken"]) {
    this.given.set("importToken", value);
  }

  get importTokenInput(): RootKeyConfig["importToken"] {
    return this.given.get("importToken");
  }

  resetImportToken(): void {
    this.given.reset("importToken");
  }

  /** When the material is replaced by new one. What was wrapped before can still be unwrapped. */
  get rotation(): RootKeyRotationOutputReference {
    return new RootKeyRotationOutputReference(this, "rotation", false);
  }

  putRotation(value: RootKeyConfig["rotation"]): void {
    this.given.set("rotation", value);
  }

  get rotationInput(): RootKeyConfig["rotation"] {
    return this.given.get("rotation");
  }

  resetRotation(): void {
    this.given.reset("rotation");
  }

  /** Whether two users must agree before the key can be deleted. Once on, the service can't switch it off. */
  get dualAuthDelete(): IResolvable {
    return this.getBooleanAttribute("dual_auth_delete");
  }

  set dualAuthDelete(value: RootKeyConfig["dualAuthDelete"]) {
    this.given.set("dualAuthDelete", value);
  }

  get dualAuthDeleteInput(): RootKeyConfig["dualAuthDelete"] {
    return this.given.get("dualAuthDelete");
  }

  resetDualAuthDelete(): void {
    this.given.reset("dualAuthDelete");
  }

  /**
   * Whether the key can be used. A disabled key keeps its data and can be enabled again, half a minute later or
   * more.
   */
  get enabled(): IResolvable {
    return this.getBooleanAttribute("enabled");
  }

  set enabled(value: RootKeyConfig["enabled"]) {
    this.given.set("enabled", value);
  }

  get enabledInput(): RootKeyConfig["enabled"] {
    return this.given.get("enabled");
  }

  resetEnabled(): void {
    this.given.reset("enabled");
  }

  /** What becomes of the key when it leaves the program. */
  get deletion(): RootKeyDeletionOutputReference {
    return new RootKeyDeletionOutputReference(this, "deletion", false);
  }

  putDeletion(value: RootKeyConfig["deletion"]): void {
    this.given.set("deletion", value);
  }

  get deletionInput(): RootKeyConfig["deletion"] {
    return this.given.get("deletion");
  }

  resetDeletion(): void {
    this.given.reset("deletion");
  }

  /** The id of the key, a UUID. */
  get keyId(): string {
    return this.getStringAttribute("key_id");
  }

  /** The Cloud Resource Name of the key. Keys of IBM Cloud Private have none. */
  get crn(): string {
    return this.getStringAttribute("crn");
  }

  /**
   * `pre-activation`, `active`, `suspended` (disabled), `deactivated` (expired) or `destroyed` (deleted, and
   * waiting to be restored).
   */
  get state(): string {
    return this.getStringAttribute("state");
  }

  /** When the key was made. */
  get createdAt(): string {
    return this.getStringAttribute("created_at");
  }

  /** Of a key that was deleted: until when the service can restore it. */
  get restorableUntil(): string {
    return this.getStringAttribute("restorable_until");
  }

  /** Whether the material was brought, and not made by the service. */
  get imported(): IResolvable {
    return this.getBooleanAttribute("imported");
  }

  /**
   * 1 for the first material, and one more with every rotation that Keysmith makes, or finds made when it reads
   * the key.
   */
  get version(): number {
    return this.getNumberAttribute("version");
  }

  /** When the material was last replaced. */
  get lastRotatedAt(): string {
    return this.getStringAttribute("last_rotated_at");
  }

  /** From when the next rotation is due; nothing while none will be. */
  get rotateAt(): string {
    return this.getStringAttribute("rotate_at");
  }

  /** When the next thing is due: to rotate, or to restore the key before it is too late. */
  get nextRunBy(): string {
    return this.getStringAttribute("next_run_by");
  }

  /** What the service calls the object, and what other resources refer to it by. */
  get id(): string {
    return this.getStringAttribute("id");
  }
}

/** What {@link StandardKey} takes. */
export interface StandardKeyConfig extends TerraformMetaArguments {
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: that of a referenced resource, `ibm.instance` of the provider, or `KEYSMITH_IBM_INSTANCE`. A
   * change replaces the resource.
   */
  readonly instance?: string | IResolvable | undefined;
  /**
   * What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud
   * Private). A CRN says it already.
   *
   * Left out: that of a referenced resource.
   */
  readonly service?: "kms" | "hs-crypto" | "icp" | IResolvable | undefined;
  /**
   * The GUID of the instance, where there is no CRN: on IBM Cloud Private.
   *
   * In place of `instance`. Left out: that of a referenced resource. A change replaces the resource.
   */
  readonly instanceId?: string | IResolvable | undefined;
  /**
   * Where the key API is reached, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the
   * vendor's endpoint. Plain http only to this machine.
   *
   * Left out: that of a referenced resource.
   */
  readonly url?: string | IResolvable | undefined;
  /**
   * A PEM file with the authorities that sign the certificate of `url`, where it isn't one of the public ones:
   * the cluster's own CA, for one.
   *
   * Left out: that of a referenced resource.
   */
  readonly caFile?: string | IResolvable | undefined;
  /**
   * A key that exists already, to be adopted instead of making one: `<key CRN>, <instance CRN>/<keyId>, <keyId>,
   * or on IBM Cloud Private <url>/<instanceId>/<keyId>`.
   *
   * Counts only when the resource is created.
   */
  readonly adopt?: string | IResolvable | undefined;
  /**
   * The name of the key, 2 to 90 characters in one line. The service doesn't ask that names differ: a key is
   * known by its id and its aliases. How the service counts isn't documented: what is beyond the BMP, such as an
   * emoji, counts as two here.
   *
   * Left out: the id of the construct. A change replaces the resource.
   */
  readonly name?: string | IResolvable | undefined;
  /**
   * What a person should know about it. The service keeps it as it was made; with the label in it, it has at
   * most 240 characters. How the service counts isn't documented: what is beyond the BMP, such as an emoji,
   * counts as two here.
   *
   * A change replaces the resource.
   */
  readonly description?: string | IResolvable | undefined;
  /**
   * Whose the key is: the end of its description at the service. What an interrupted run made is known again by
   * it, and so is a deleted key that can be restored.
   *
   * Left out: the path of the construct, with slashes, and `stack` of the provider in place of the stack's id
   * where it is given. Counts only when the resource is created.
   */
  readonly label?: string | IResolvable | undefined;
  /**
   * Up to 30 words to find the key by, of 2 to 30 characters each. The service can't change them later. How the
   * service counts isn't documented: what is beyond the BMP, such as an emoji, counts as two here.
   *
   * Left out: `[]`. The order means nothing. A change replaces the resource.
   */
  readonly tags?: readonly (string | IResolvable)[] | IResolvable | undefined;
  /**
   * The key ring that the key is in, by name. Left out, it is the one that the service calls `default`.
   *
   * Takes the resource itself, or its name.
   */
  readonly keyRing?: string | KeyRing | IResolvable | undefined;
  /**
   * Up to five names, unique in the instance, by which the key can be called in place of its id.
   *
   * Left out: `[]`. The order means nothing.
   */
  readonly aliases?: readonly (string | IResolvable)[] | IResolvable | undefined;
  /**
   * When the service deactivates the key, in UTC. It can't be changed later, and rotating doesn't put it off.
   *
   * A change replaces the resource.
   */
  readonly expirationDate?: string | IResolvable | undefined;
  /**
   * What happens to the key when somebody deleted it and the program still has it: `auto` restores it while the
   * service can, for 30 days; `never` makes a new one. IBM Cloud Private can't restore.
   *
   * Left out: `"auto"`.
   */
  readonly restore?: "auto" | "never" | IResolvable | undefined;
  /**
   * The secret itself, in base64: up to 7500 bytes. Left out, the service makes it. A change makes another key.
   * Kept in the state in clear: use `payloadWo`.
   *
   * In place of `generate`. Secret. A change replaces the resource.
   */
  readonly payload?: string | IResolvable | undefined;
  /**
   * The secret itself, in base64: up to 7500 bytes. Left out, the service makes it. A change makes another key.
   * Never kept: it is read when the resource is created, and when `payloadWoVersion` changes.
   *
   * Secret.
   */
  readonly payloadWo?: string | IResolvable | undefined;
  /** Any new number says that `payloadWo` holds another value. */
  readonly payloadWoVersion?: number | IResolvable | undefined;
  /**
   * Says aloud that the service makes the secret, as it does when no payload is given.
   *
   * Counts only when the resource is created.
   */
  readonly generate?: boolean | IResolvable | undefined;
}

const standardKeyShape: Shape = {
  name: "StandardKey",
  type: "keysmith_standard_key",
  reference: "id",
  properties: {
    instance: { attribute: "instance", kind: "string", from: ["reference"], alternatives: ["instanceId"] },
    service: { attribute: "service", kind: "string", values: ["kms", "hs-crypto", "icp"], from: ["reference"] },
    instanceId: { attribute: "instance_id", kind: "string", from: ["reference"], alternatives: ["instance"] },
    url: { attribute: "url", kind: "string", from: ["reference"] },
    caFile: { attribute: "ca_file", kind: "string", from: ["reference"] },
    adopt: { attribute: "adopt", kind: "string" },
    name: { attribute: "name", kind: "string", from: ["name"] },
    description: { attribute: "description", kind: "string" },
    label: { attribute: "label", kind: "string", from: ["label"] },
    tags: { attribute: "tags", kind: "string", many: "set" },
    keyRing: { attribute: "key_ring", kind: "string", references: ["KeyRing"] },
    aliases: { attribute: "aliases", kind: "string", many: "set" },
    expirationDate: { attribute: "expiration_date", kind: "string" },
    restore: { attribute: "restore", kind: "string", values: ["auto", "never"] },
    payload: { attribute: "payload", kind: "string" },
    payloadWo: { attribute: "payload_wo", kind: "string", writeOnly: true },
    payloadWoVersion: { attribute: "payload_wo_version", kind: "number" },
    generate: { attribute: "generate", kind: "bool" },
  },
};

/**
 * A standard key: a secret that the service keeps and shows to who may read it, made by the service or brought
 * by you. Only root keys rotate.
 *
 * Mind: replacing the standard key deletes the old one, and its secret with it.
 */
export class StandardKey extends KeysmithResource<StandardKeyConfig> {
  static readonly tfResourceType = "keysmith_standard_key";

  /**
   * @param id unique in its scope
   * @param config what it is made from
   */
  constructor(scope: Construct, id: string, config: StandardKeyConfig = {}) {
    super(scope, id, standardKeyShape, config);
  }

  /** The CRN of the Key Protect or Hyper Protect Crypto Services instance. */
  get instance(): string {
    return this.getStringAttribute("instance");
  }

  set instance(value: StandardKeyConfig["instance"]) {
    this.given.set("instance", value);
  }

  get instanceInput(): StandardKeyConfig["instance"] {
    return this.given.get("instance");
  }

  resetInstance(): void {
    this.given.reset("instance");
  }

  /**
   * What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud
   * Private). A CRN says it already.
   */
  get service(): string {
    return this.getStringAttribute("service");
  }

  set service(value: StandardKeyConfig["service"]) {
    this.given.set("service", value);
  }

  get serviceInput(): StandardKeyConfig["service"] {
    return this.given.get("service");
  }

  resetService(): void {
    this.given.reset("service");
  }

  /** The GUID of the instance, where there is no CRN: on IBM Cloud Private. */
  get instanceId(): string {
    return this.getStringAttribute("instance_id");
  }

  set instanceId(value: StandardKeyConfig["instanceId"]) {
    this.given.set("instanceId", value);
  }

  get instanceIdInput(): StandardKeyConfig["instanceId"] {
    return this.given.get("instanceId");
  }

  resetInstanceId(): void {
    this.given.reset("instanceId");
  }

  /**
   * Where the key API is reached, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the
   * vendor's endpoint. Plain http only to this machine.
   */
  get url(): string {
    return this.getStringAttribute("url");
  }

  set url(value: StandardKeyConfig["url"]) {
    this.given.set("url", value);
  }

  get urlInput(): StandardKeyConfig["url"] {
    return this.given.get("url");
  }

  resetUrl(): void {
    this.given.reset("url");
  }

  /**
   * A PEM file with the authorities that sign the certificate of `url`, where it isn't one of the public ones:
   * the cluster's own CA, for one.
   */
  get caFile(): string {
    return this.getStringAttribute("ca_file");
  }

  set caFile(value: StandardKeyConfig["caFile"]) {
    this.given.set("caFile", value);
  }

  get caFileInput(): StandardKeyConfig["caFile"] {
    return this.given.get("caFile");
  }

  resetCaFile(): void {
    this.given.reset("caFile");
  }

  /**
   * A key that exists already, to be adopted instead of making one: `<key CRN>, <instance CRN>/<keyId>, <keyId>,
   * or on IBM Cloud Private <url>/<instanceId>/<keyId>`.
   */
  get adopt(): string {
    return this.getStringAttribute("adopt");
  }

  set adopt(value: StandardKeyConfig["adopt"]) {
    this.given.set("adopt", value);
  }

  get adoptInput(): StandardKeyConfig["adopt"] {
    return this.given.get("adopt");
  }

  resetAdopt(): void {
    this.given.reset("adopt");
  }

  /**
   * The name of the key, 2 to 90 characters in one line. The service doesn't ask that names differ: a key is
   * known by its id and its aliases. How the service counts isn't documented: what is beyond the BMP, such as an
   * emoji, counts as two here.
   */
  get name(): string {
    return this.getStringAttribute("name");
  }

  set name(value: StandardKeyConfig["name"]) {
    this.given.set("name", value);
  }

  get nameInput(): StandardKeyConfig["name"] {
    return this.given.get("name");
  }

  resetName(): void {
    this.given.reset("name");
  }

  /**
   * What a person should know about it. The service keeps it as it was made; with the label in it, it has at
   * most 240 characters. How the service counts isn't documented: what is beyond the BMP, such as an emoji,
   * counts as two here.
   */
  get description(): string {
    return this.getStringAttribute("description");
  }

  set description(value: StandardKeyConfig["description"]) {
    this.given.set("description", value);
  }

  get descriptionInput(): StandardKeyConfig["description"] {
    return this.given.get("description");
  }

  resetDescription(): void {
    this.given.reset("description");
  }

  /**
   * Whose the key is: the end of its description at the service. What an interrupted run made is known again by
   * it, and so is a deleted key that can be restored.
   */
  get label(): string {
    return this.getStringAttribute("label");
  }

  set label(value: StandardKeyConfig["label"]) {
    this.given.set("label", value);
  }

  get labelInput(): StandardKeyConfig["label"] {
    return this.given.get("label");
  }

  resetLabel(): void {
    this.given.reset("label");
  }

  /**
   * Up to 30 words to find the key by, of 2 to 30 characters each. The service can't change them later. How the
   * service counts isn't documented: what is beyond the BMP, such as an emoji, counts as two here.
   */
  get tags(): string[] {
    return Fn.tolist(this.getListAttribute("tags"));
  }

  set tags(value: StandardKeyConfig["tags"]) {
    this.given.set("tags", value);
  }

  get tagsInput(): StandardKeyConfig["tags"] {
    return this.given.get("tags");
  }

  resetTags(): void {
    this.given.reset("tags");
  }

  /** The key ring that the key is in, by name. Left out, it is the one that the service calls `default`. */
  get keyRing(): string {
    return this.getStringAttribute("key_ring");
  }

  set keyRing(value: StandardKeyConfig["keyRing"]) {
    this.given.set("keyRing", value);
  }

  get keyRingInput(): StandardKeyConfig["keyRing"] {
    return this.given.get("keyRing");
  }

  resetKeyRing(): void {
    this.given.reset("keyRing");
  }

  /** Up to five names, unique in the instance, by which the key can be called in place of its id. */
  get aliases(): string[] {
    return Fn.tolist(this.getListAttribute("aliases"));
  }

  set aliases(value: StandardKeyConfig["aliases"]) {
    this.given.set("aliases", value);
  }

  get aliasesInput(): StandardKeyConfig["aliases"] {
    return this.given.get("aliases");
  }

  resetAliases(): void {
    this.given.reset("aliases");
  }

  /** When the service deactivates the key, in UTC. It can't be changed later, and rotating doesn't put it off. */
  get expirationDate(): string {
    return this.getStringAttribute("expiration_date");
  }

  set expirationDate(value: StandardKeyConfig["expirationDate"]) {
    this.given.set("expirationDate", value);
  }

  get expirationDateInput(): StandardKeyConfig["expirationDate"] {
    return this.given.get("expirationDate");
  }

  resetExpirationDate(): void {
    this.given.reset("expirationDate");
  }

  /**
   * What happens to the key when somebody deleted it and the program still has it: `auto` restores it while the
   * service can, for 30 days; `never` makes a new one. IBM Cloud Private can't restore.
   */
  get restore(): string {
    return this.getStringAttribute("restore");
  }

  set restore(value: StandardKeyConfig["restore"]) {
    this.given.set("restore", value);
  }

  get restoreInput(): StandardKeyConfig["restore"] {
    return this.given.get("restore");
  }

  resetRestore(): void {
    this.given.reset("restore");
  }

  /**
   * The secret itself, in base64: up to 7500 bytes. Left out, the service makes it. A change makes another key.
   * Kept in the state in clear: use `payloadWo`.
   *
   * Secret.
   */
  get payload(): string {
    return this.getStringAttribute("payload");
  }

  set payload(value: StandardKeyConfig["payload"]) {
    this.given.set("payload", value);
  }

  get payloadInput(): StandardKeyConfig["payload"] {
    return this.given.get("payload");
  }

  resetPayload(): void {
    this.given.reset("payload");
  }

  get payloadWo(): StandardKeyConfig["payloadWo"] {
    return this.given.get("payloadWo");
  }

  set payloadWo(value: StandardKeyConfig["payloadWo"]) {
    this.given.set("payloadWo", value);
  }

  get payloadWoInput(): StandardKeyConfig["payloadWo"] {
    return this.given.get("payloadWo");
  }

  resetPayloadWo(): void {
    this.given.reset("payloadWo");
  }

  /** Any new number says that `payloadWo` holds another value. */
  get payloadWoVersion(): number {
    return this.getNumberAttribute("payload_wo_version");
  }

  set payloadWoVersion(value: StandardKeyConfig["payloadWoVersion"]) {
    this.given.set("payloadWoVersion", value);
  }

  get payloadWoVersionInput(): StandardKeyConfig["payloadWoVersion"] {
    return this.given.get("payloadWoVersion");
  }

  resetPayloadWoVersion(): void {
    this.given.reset("payloadWoVersion");
  }

  /** Says aloud that the service makes the secret, as it does when no payload is given. */
  get generate(): IResolvable {
    return this.getBooleanAttribute("generate");
  }

  set generate(value: StandardKeyConfig["generate"]) {
    this.given.set("generate", value);
  }

  get generateInput(): StandardKeyConfig["generate"] {
    return this.given.get("generate");
  }

  resetGenerate(): void {
    this.given.reset("generate");
  }

  /** The id of the key, a UUID. */
  get keyId(): string {
    return this.getStringAttribute("key_id");
  }

  /** The Cloud Resource Name of the key. Keys of IBM Cloud Private have none. */
  get crn(): string {
    return this.getStringAttribute("crn");
  }

  /**
   * `pre-activation`, `active`, `suspended` (disabled), `deactivated` (expired) or `destroyed` (deleted, and
   * waiting to be restored).
   */
  get state(): string {
    return this.getStringAttribute("state");
  }

  /** When the key was made. */
  get createdAt(): string {
    return this.getStringAttribute("created_at");
  }

  /** Of a key that was deleted: until when the service can restore it. */
  get restorableUntil(): string {
    return this.getStringAttribute("restorable_until");
  }

  /** `secret` while the key is there and its secret isn't recorded yet: the next run fetches it. */
  get pending(): string {
    return this.getStringAttribute("pending");
  }

  /** What the service calls the object, and what other resources refer to it by. */
  get id(): string {
    return this.getStringAttribute("id");
  }

  /**
   * Holds `payload`, encrypted with age to the provider's `sealTo`. `ephemeral "keysmith_opened"` and `keysmith
   * open` open it.
   *
   * Secret.
   */
  get sealed(): string {
    return this.getStringAttribute("sealed");
  }

  /** Whether `payload` are known: those of an object that was made elsewhere aren't, until it rotates. */
  get secretKnown(): IResolvable {
    return this.getBooleanAttribute("secret_known");
  }
}

/** What {@link KeyRing} takes. */
export interface KeyRingConfig extends TerraformMetaArguments {
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: `ibm.instance` of the provider, or `KEYSMITH_IBM_INSTANCE`. A change replaces the resource.
   */
  readonly instance?: string | IResolvable | undefined;
  /**
   * What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud
   * Private). A CRN says it already.
   */
  readonly service?: "kms" | "hs-crypto" | "icp" | IResolvable | undefined;
  /**
   * The GUID of the instance, where there is no CRN: on IBM Cloud Private.
   *
   * In place of `instance`. A change replaces the resource.
   */
  readonly instanceId?: string | IResolvable | undefined;
  /**
   * Where the key API is reached, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the
   * vendor's endpoint. Plain http only to this machine.
   */
  readonly url?: string | IResolvable | undefined;
  /**
   * A PEM file with the authorities that sign the certificate of `url`, where it isn't one of the public ones:
   * the cluster's own CA, for one.
   */
  readonly caFile?: string | IResolvable | undefined;
  /**
   * The name of the ring, which is its id at the service: 2 to 100 letters, digits and `-`, unique in the
   * instance.
   *
   * Left out: the id of the construct. A change replaces the resource.
   */
  readonly name?: string | IResolvable | undefined;
  /**
   * Whether to take over a ring of that name that exists already, instead of failing. An empty one of the last
   * day, as an interrupted run leaves, is taken over anyhow.
   *
   * Left out: `false`. Counts only when the resource is created.
   */
  readonly adopt?: boolean | IResolvable | undefined;
}

const keyRingShape: Shape = {
  name: "KeyRing",
  type: "keysmith_key_ring",
  reference: "name",
  properties: {
    instance: { attribute: "instance", kind: "string" },
    service: { attribute: "service", kind: "string", values: ["kms", "hs-crypto", "icp"] },
    instanceId: { attribute: "instance_id", kind: "string" },
    url: { attribute: "url", kind: "string" },
    caFile: { attribute: "ca_file", kind: "string" },
    name: { attribute: "name", kind: "string", from: ["name"] },
    adopt: { attribute: "adopt", kind: "bool" },
  },
};

/**
 * A key ring: a part of an instance of Key Protect or Hyper Protect Crypto Services, for which access can be
 * granted.
 *
 * Mind: a ring can be replaced only when no key is in it.
 */
export class KeyRing extends KeysmithResource<KeyRingConfig> {
  static readonly tfResourceType = "keysmith_key_ring";

  /**
   * @param id unique in its scope
   * @param config what it is made from
   */
  constructor(scope: Construct, id: string, config: KeyRingConfig = {}) {
    super(scope, id, keyRingShape, config);
  }

  /** The CRN of the Key Protect or Hyper Protect Crypto Services instance. */
  get instance(): string {
    return this.getStringAttribute("instance");
  }

  set instance(value: KeyRingConfig["instance"]) {
    this.given.set("instance", value);
  }

  get instanceInput(): KeyRingConfig["instance"] {
    return this.given.get("instance");
  }

  resetInstance(): void {
    this.given.reset("instance");
  }

  /**
   * What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud
   * Private). A CRN says it already.
   */
  get service(): string {
    return this.getStringAttribute("service");
  }

  set service(value: KeyRingConfig["service"]) {
    this.given.set("service", value);
  }

  get serviceInput(): KeyRingConfig["service"] {
    return this.given.get("service");
  }

  resetService(): void {
    this.given.reset("service");
  }

  /** The GUID of the instance, where there is no CRN: on IBM Cloud Private. */
  get instanceId(): string {
    return this.getStringAttribute("instance_id");
  }

  set instanceId(value: KeyRingConfig["instanceId"]) {
    this.given.set("instanceId", value);
  }

  get instanceIdInput(): KeyRingConfig["instanceId"] {
    return this.given.get("instanceId");
  }

  resetInstanceId(): void {
    this.given.reset("instanceId");
  }

  /**
   * Where the key API is reached, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the
   * vendor's endpoint. Plain http only to this machine.
   */
  get url(): string {
    return this.getStringAttribute("url");
  }

  set url(value: KeyRingConfig["url"]) {
    this.given.set("url", value);
  }

  get urlInput(): KeyRingConfig["url"] {
    return this.given.get("url");
  }

  resetUrl(): void {
    this.given.reset("url");
  }

  /**
   * A PEM file with the authorities that sign the certificate of `url`, where it isn't one of the public ones:
   * the cluster's own CA, for one.
   */
  get caFile(): string {
    return this.getStringAttribute("ca_file");
  }

  set caFile(value: KeyRingConfig["caFile"]) {
    this.given.set("caFile", value);
  }

  get caFileInput(): KeyRingConfig["caFile"] {
    return this.given.get("caFile");
  }

  resetCaFile(): void {
    this.given.reset("caFile");
  }

  /**
   * The name of the ring, which is its id at the service: 2 to 100 letters, digits and `-`, unique in the
   * instance.
   */
  get name(): string {
    return this.getStringAttribute("name");
  }

  set name(value: KeyRingConfig["name"]) {
    this.given.set("name", value);
  }

  get nameInput(): KeyRingConfig["name"] {
    return this.given.get("name");
  }

  resetName(): void {
    this.given.reset("name");
  }

  /**
   * Whether to take over a ring of that name that exists already, instead of failing. An empty one of the last
   * day, as an interrupted run leaves, is taken over anyhow.
   */
  get adopt(): IResolvable {
    return this.getBooleanAttribute("adopt");
  }

  set adopt(value: KeyRingConfig["adopt"]) {
    this.given.set("adopt", value);
  }

  get adoptInput(): KeyRingConfig["adopt"] {
    return this.given.get("adopt");
  }

  resetAdopt(): void {
    this.given.reset("adopt");
  }

  /** When the ring was made. */
  get createdAt(): string {
    return this.getStringAttribute("created_at");
  }

  /** The same as `name`. */
  get id(): string {
    return this.getStringAttribute("id");
  }
}

/** Which service may act. */
export interface ServiceAuthorizationSource {
  /**
   * The service that may act, as CRNs call it: `apprapp` is App Configuration.
   *
   * A change replaces the resource.
   */
  readonly service: string | IResolvable;
  /**
   * The GUID or the CRN of the instance that may act. Without it, all instances of the service may.
   *
   * A change replaces the resource.
   */
  readonly instance?: string | IResolvable | undefined;
  /**
   * The account of the service that may act, when it isn't the target's.
   *
   * A change replaces the resource.
   */
  readonly account?: string | IResolvable | undefined;
  /**
   * The id of the resource group whose instances may act.
   *
   * A change replaces the resource.
   */
  readonly resourceGroup?: string | IResolvable | undefined;
  /**
   * The kind of resource that may act, where the service has several, such as `share` of `is`.
   *
   * A change replaces the resource.
   */
  readonly resourceType?: string | IResolvable | undefined;
}

/** Which service may act. */
export class ServiceAuthorizationSourceOutputReference extends ComplexObject {
  /** The service that may act, as CRNs call it: `apprapp` is App Configuration. */
  get service(): string {
    return this.getStringAttribute("service");
  }

  /** The GUID or the CRN of the instance that may act. Without it, all instances of the service may. */
  get instance(): string {
    return this.getStringAttribute("instance");
  }

  /** The account of the service that may act, when it isn't the target's. */
  get account(): string {
    return this.getStringAttribute("account");
  }

  /** The id of the resource group whose instances may act. */
  get resourceGroup(): string {
    return this.getStringAttribute("resource_group");
  }

  /** The kind of resource that may act, where the service has several, such as `share` of `is`. */
  get resourceType(): string {
    return this.getStringAttribute("resource_type");
  }
}

/** What it may use. */
export interface ServiceAuthorizationTarget {
  /**
   * The service that is used: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or another one. A
   * CRN in `instance` or `key` says it already.
   *
   * A change replaces the resource.
   */
  readonly service?: string | IResolvable | undefined;
  /**
   * The GUID or the CRN of the instance that is used. The CRN of a key says it already; without either, all
   * instances of the service may be used.
   *
   * A change replaces the resource.
   */
  readonly instance?: string | IResolvable | undefined;
  /**
   * The GUID of the instance, as the other resources take it beside `service` and `url`.
   *
   * In place of `instance`. A change replaces the resource.
   */
  readonly instanceId?: string | IResolvable | undefined;
  /**
   * The only key that may be used: a root key, its CRN, or, beside `instance`, its id.
   *
   * Takes the resource itself, or its id. A change replaces the resource.
   */
  readonly key?: string | RootKey | IResolvable | undefined;
  /**
   * The account of what is used. A CRN in `instance` or `key` says it already.
   *
   * A change replaces the resource.
   */
  readonly account?: string | IResolvable | undefined;
  /**
   * Only what is in this region may be used.
   *
   * A change replaces the resource.
   */
  readonly region?: string | IResolvable | undefined;
  /**
   * Only what is in the resource group with this id may be used.
   *
   * A change replaces the resource.
   */
  readonly resourceGroup?: string | IResolvable | undefined;
  /**
   * Only resources of this kind may be used, such as `bucket`.
   *
   * In place of `key`. A change replaces the resource.
   */
  readonly resourceType?: string | IResolvable | undefined;
  /**
   * Only this resource, of the kind in `resourceType`, may be used.
   *
   * In place of `key`. A change replaces the resource.
   */
  readonly resource?: string | IResolvable | undefined;
  /**
   * Not used: taken so that the object which says elsewhere where keys live can stand here whole.
   *
   * Counts only when the resource is created.
   */
  readonly url?: string | IResolvable | undefined;
  /**
   * Not used, like `url`.
   *
   * Counts only when the resource is created.
   */
  readonly caFile?: string | IResolvable | undefined;
}

/** What it may use. */
export class ServiceAuthorizationTargetOutputReference extends ComplexObject {
  /**
   * The service that is used: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or another one. A
   * CRN in `instance` or `key` says it already.
   */
  get service(): string {
    return this.getStringAttribute("service");
  }

  /**
   * The GUID or the CRN of the instance that is used. The CRN of a key says it already; without either, all
   * instances of the service may be used.
   */
  get instance(): string {
    return this.getStringAttribute("instance");
  }

  /** The GUID of the instance, as the other resources take it beside `service` and `url`. */
  get instanceId(): string {
    return this.getStringAttribute("instance_id");
  }

  /** The only key that may be used: a root key, its CRN, or, beside `instance`, its id. */
  get key(): string {
    return this.getStringAttribute("key");
  }

  /** The account of what is used. A CRN in `instance` or `key` says it already. */
  get account(): string {
    return this.getStringAttribute("account");
  }

  /** Only what is in this region may be used. */
  get region(): string {
    return this.getStringAttribute("region");
  }

  /** Only what is in the resource group with this id may be used. */
  get resourceGroup(): string {
    return this.getStringAttribute("resource_group");
  }

  /** Only resources of this kind may be used, such as `bucket`. */
  get resourceType(): string {
    return this.getStringAttribute("resource_type");
  }

  /** Only this resource, of the kind in `resourceType`, may be used. */
  get resource(): string {
    return this.getStringAttribute("resource");
  }

  /** Not used: taken so that the object which says elsewhere where keys live can stand here whole. */
  get url(): string {
    return this.getStringAttribute("url");
  }

  /** Not used, like `url`. */
  get caFile(): string {
    return this.getStringAttribute("ca_file");
  }
}

/** What {@link ServiceAuthorization} takes. */
export interface ServiceAuthorizationConfig extends TerraformMetaArguments {
  /** Which service may act. */
  readonly source: ServiceAuthorizationSource | IResolvable;
  /** What it may use. */
  readonly target: ServiceAuthorizationTarget | IResolvable;
  /**
   * What it may do there: `Reader`, `Writer`, `Manager`, `Viewer`, `Operator`, `Editor`, `Administrator`,
   * `AuthorizationDelegator`, or CRNs of other roles.
   *
   * The order means nothing.
   */
  readonly roles: readonly (string | IResolvable)[] | IResolvable;
  /** What a person should know about it. */
  readonly description?: string | IResolvable | undefined;
  /**
   * Whose the authorization is: the end of its description at the service. What an interrupted run made is known
   * again by it; an equal authorization with another label, or with none, is somebody else's.
   *
   * Left out: the path of the construct, with slashes, and `stack` of the provider in place of the stack's id
   * where it is given.
   */
  readonly label?: string | IResolvable | undefined;
  /**
   * Whether to take over an equal authorization that exists already, instead of failing.
   *
   * Left out: `false`. Counts only when the resource is created.
   */
  readonly adopt?: boolean | IResolvable | undefined;
}

const serviceAuthorizationShape: Shape = {
  name: "ServiceAuthorization",
  type: "keysmith_service_authorization",
  reference: "id",
  properties: {
    source: {
      attribute: "source",
      kind: "object",
      required: true,
      fields: {
        service: { attribute: "service", kind: "string", required: true },
        instance: { attribute: "instance", kind: "string" },
        account: { attribute: "account", kind: "string" },
        resourceGroup: { attribute: "resource_group", kind: "string" },
        resourceType: { attribute: "resource_type", kind: "string" },
      },
    },
    target: {
      attribute: "target",
      kind: "object",
      required: true,
      fields: {
        service: { attribute: "service", kind: "string" },
        instance: { attribute: "instance", kind: "string" },
        instanceId: { attribute: "instance_id", kind: "string" },
        key: { attribute: "key", kind: "string", references: ["RootKey"] },
        account: { attribute: "account", kind: "string" },
        region: { attribute: "region", kind: "string" },
        resourceGroup: { attribute: "resource_group", kind: "string" },
        resourceType: { attribute: "resource_type", kind: "string" },
        resource: { attribute: "resource", kind: "string" },
        url: { attribute: "url", kind: "string" },
        caFile: { attribute: "ca_file", kind: "string" },
      },
    },
    roles: { attribute: "roles", kind: "string", many: "set", required: true },
    description: { attribute: "description", kind: "string" },
    label: { attribute: "label", kind: "string", from: ["label"] },
    adopt: { attribute: "adopt", kind: "bool" },
  },
};

/**
 * Lets one service of IBM Cloud use another, or one key of it: an IAM authorization policy. Creating it waits
 * until IAM knows it; the services themselves may take a little longer.
 */
export class ServiceAuthorization extends KeysmithResource<ServiceAuthorizationConfig> {
  static readonly tfResourceType = "keysmith_service_authorization";

  /**
   * @param id unique in its scope
   * @param config what it is made from
   */
  constructor(scope: Construct, id: string, config: ServiceAuthorizationConfig) {
    super(scope, id, serviceAuthorizationShape, config);
  }

  /** Which service may act. */
  get source(): ServiceAuthorizationSourceOutputReference {
    return new ServiceAuthorizationSourceOutputReference(this, "source", false);
  }

  putSource(value: ServiceAuthorizationConfig["source"]): void {
    this.given.set("source", value);
  }

  get sourceInput(): ServiceAuthorizationConfig["source"] {
    return this.given.get("source");
  }

  /** What it may use. */
  get target(): ServiceAuthorizationTargetOutputReference {
    return new ServiceAuthorizationTargetOutputReference(this, "target", false);
  }

  putTarget(value: ServiceAuthorizationConfig["target"]): void {
    this.given.set("target", value);
  }

  get targetInput(): ServiceAuthorizationConfig["target"] {
    return this.given.get("target");
  }

  /**
   * What it may do there: `Reader`, `Writer`, `Manager`, `Viewer`, `Operator`, `Editor`, `Administrator`,
   * `AuthorizationDelegator`, or CRNs of other roles.
   */
  get roles(): string[] {
    return Fn.tolist(this.getListAttribute("roles"));
  }

  set roles(value: ServiceAuthorizationConfig["roles"]) {
    this.given.set("roles", value);
  }

  get rolesInput(): ServiceAuthorizationConfig["roles"] {
    return this.given.get("roles");
  }

  /** What a person should know about it. */
  get description(): string {
    return this.getStringAttribute("description");
  }

  set description(value: ServiceAuthorizationConfig["description"]) {
    this.given.set("description", value);
  }

  get descriptionInput(): ServiceAuthorizationConfig["description"] {
    return this.given.get("description");
  }

  resetDescription(): void {
    this.given.reset("description");
  }

  /**
   * Whose the authorization is: the end of its description at the service. What an interrupted run made is known
   * again by it; an equal authorization with another label, or with none, is somebody else's.
   */
  get label(): string {
    return this.getStringAttribute("label");
  }

  set label(value: ServiceAuthorizationConfig["label"]) {
    this.given.set("label", value);
  }

  get labelInput(): ServiceAuthorizationConfig["label"] {
    return this.given.get("label");
  }

  resetLabel(): void {
    this.given.reset("label");
  }

  /** Whether to take over an equal authorization that exists already, instead of failing. */
  get adopt(): IResolvable {
    return this.getBooleanAttribute("adopt");
  }

  set adopt(value: ServiceAuthorizationConfig["adopt"]) {
    this.given.set("adopt", value);
  }

  get adoptInput(): ServiceAuthorizationConfig["adopt"] {
    return this.given.get("adopt");
  }

  resetAdopt(): void {
    this.given.reset("adopt");
  }

  /** The id of the policy by which IAM knows the authorization. */
  get policyId(): string {
    return this.getStringAttribute("policy_id");
  }

  /** The version of the policy, as IAM counts it. */
  get etag(): string {
    return this.getStringAttribute("etag");
  }

  /**
   * `active` while the authorization counts; `altered` when somebody else has changed which service may use
   * what, which the next run mends.
   */
  get state(): string {
    return this.getStringAttribute("state");
  }

  /** What the service calls the object, and what other resources refer to it by. */
  get id(): string {
    return this.getStringAttribute("id");
  }
}

/** What {@link AppConfigIntegration} takes. */
export interface AppConfigIntegrationConfig extends TerraformMetaArguments {
  /**
   * The GUID or the CRN of the App Configuration instance. It must be of the Enterprise plan.
   *
   * A change replaces the resource.
   */
  readonly appConfig: string | IResolvable;
  /**
   * The region of the App Configuration instance. Where `appConfig` is a CRN, that says it, and this doesn't
   * count.
   *
   * Left out: `ibm.region` of the provider, or `IBMCLOUD_REGION`. Counts only when the resource is created.
   */
  readonly region?: string | IResolvable | undefined;
  /**
   * What App Configuration calls the integration.
   *
   * Left out: the id of the construct. A change replaces the resource.
   */
  readonly integrationId?: string | IResolvable | undefined;
  /**
   * The root key of Key Protect that encrypts: the resource, or its CRN.
   *
   * Takes the resource itself, or its id. A change replaces the resource.
   */
  readonly rootKey: string | RootKey | IResolvable;
  /**
   * Where App Configuration reaches the key's instance. By default Key Protect's public endpoint in the key's
   * region.
   *
   * A change replaces the resource.
   */
  readonly kmsEndpoint?: string | IResolvable | undefined;
  /**
   * The authorization by which App Configuration may use the key: the resource, or the id of its policy. It must
   * outlive the integration, so it can't be left out.
   *
   * Takes the resource itself, or its id.
   */
  readonly authorization: string | ServiceAuthorization | IResolvable;
  /**
   * Whether the integration may be replaced or deleted. App Configuration's documents say that encryption with a
   * key of yours can't be switched off again, so it must be set, and applied, before.
   *
   * Left out: `false`.
   */
  readonly allowReplace?: boolean | IResolvable | undefined;
}

const appConfigIntegrationShape: Shape = {
  name: "AppConfigIntegration",
  type: "keysmith_app_config_integration",
  reference: "integration_id",
  properties: {
    appConfig: { attribute: "app_config", kind: "string", required: true },
    region: { attribute: "region", kind: "string" },
    integrationId: { attribute: "integration_id", kind: "string", from: ["name"] },
    rootKey: { attribute: "root_key", kind: "string", required: true, references: ["RootKey"] },
    kmsEndpoint: { attribute: "kms_endpoint", kind: "string" },
    authorization: { attribute: "authorization", kind: "string", required: true, references: ["ServiceAuthorization"] },
    allowReplace: { attribute: "allow_replace", kind: "bool" },
  },
};

/**
 * App Configuration that encrypts with a root key of yours. This can't be switched off again, so a change that
 * would replace the integration, and its deletion, are refused unless `allowReplace` was set before.
 *
 * Mind: encryption of App Configuration with a key of yours can't be switched off again.
 */
export class AppConfigIntegration extends KeysmithResource<AppConfigIntegrationConfig> {
  static readonly tfResourceType = "keysmith_app_config_integration";

  /**
   * @param id unique in its scope
   * @param config what it is made from
   */
  constructor(scope: Construct, id: string, config: AppConfigIntegrationConfig) {
    super(scope, id, appConfigIntegrationShape, config);
  }

  /** The GUID or the CRN of the App Configuration instance. It must be of the Enterprise plan. */
  get appConfig(): string {
    return this.getStringAttribute("app_config");
  }

  set appConfig(value: AppConfigIntegrationConfig["appConfig"]) {
    this.given.set("appConfig", value);
  }

  get appConfigInput(): AppConfigIntegrationConfig["appConfig"] {
    return this.given.get("appConfig");
  }

  /**
   * The region of the App Configuration instance. Where `appConfig` is a CRN, that says it, and this doesn't
   * count.
   */
  get region(): string {
    return this.getStringAttribute("region");
  }

  set region(value: AppConfigIntegrationConfig["region"]) {
    this.given.set("region", value);
  }

  get regionInput(): AppConfigIntegrationConfig["region"] {
    return this.given.get("region");
  }

  resetRegion(): void {
    this.given.reset("region");
  }

  /** What App Configuration calls the integration. */
  get integrationId(): string {
    return this.getStringAttribute("integration_id");
  }

  set integrationId(value: AppConfigIntegrationConfig["integrationId"]) {
    this.given.set("integrationId", value);
  }

  get integrationIdInput(): AppConfigIntegrationConfig["integrationId"] {
    return this.given.get("integrationId");
  }

  resetIntegrationId(): void {
    this.given.reset("integrationId");
  }

  /** The root key of Key Protect that encrypts: the resource, or its CRN. */
  get rootKey(): string {
    return this.getStringAttribute("root_key");
  }

  set rootKey(value: AppConfigIntegrationConfig["rootKey"]) {
    this.given.set("rootKey", value);
  }

  get rootKeyInput(): AppConfigIntegrationConfig["rootKey"] {
    return this.given.get("rootKey");
  }

  /**
   * Where App Configuration reaches the key's instance. By default Key Protect's public endpoint in the key's
   * region.
   */
  get kmsEndpoint(): string {
    return this.getStringAttribute("kms_endpoint");
  }

  set kmsEndpoint(value: AppConfigIntegrationConfig["kmsEndpoint"]) {
    this.given.set("kmsEndpoint", value);
  }

  get kmsEndpointInput(): AppConfigIntegrationConfig["kmsEndpoint"] {
    return this.given.get("kmsEndpoint");
  }

  resetKmsEndpoint(): void {
    this.given.reset("kmsEndpoint");
  }

  /**
   * The authorization by which App Configuration may use the key: the resource, or the id of its policy. It must
   * outlive the integration, so it can't be left out.
   */
  get authorization(): string {
    return this.getStringAttribute("authorization");
  }

  set authorization(value: AppConfigIntegrationConfig["authorization"]) {
    this.given.set("authorization", value);
  }

  get authorizationInput(): AppConfigIntegrationConfig["authorization"] {
    return this.given.get("authorization");
  }

  /**
   * Whether the integration may be replaced or deleted. App Configuration's documents say that encryption with a
   * key of yours can't be switched off again, so it must be set, and applied, before.
   */
  get allowReplace(): IResolvable {
    return this.getBooleanAttribute("allow_replace");
  }

  set allowReplace(value: AppConfigIntegrationConfig["allowReplace"]) {
    this.given.set("allowReplace", value);
  }

  get allowReplaceInput(): AppConfigIntegrationConfig["allowReplace"] {
    return this.given.get("allowReplace");
  }

  resetAllowReplace(): void {
    this.given.reset("allowReplace");
  }

  /** `USABLE`, or why the key can't be used: `NON_USABLE_DISABLE`, `NON_USABLE_DELETE`. */
  get keyStatus(): string {
    return this.getStringAttribute("key_status");
  }

  /** Whose key it is: `BYOK` with Key Protect. */
  get kmsSchemeType(): string {
    return this.getStringAttribute("kms_scheme_type");
  }

  /** When the integration was made. */
  get createdAt(): string {
    return this.getStringAttribute("created_at");
  }

  /** Where App Configuration's API shows the integration. */
  get href(): string {
    return this.getStringAttribute("href");
  }

  /** The same as `integrationId`. */
  get id(): string {
    return this.getStringAttribute("id");
  }
}
