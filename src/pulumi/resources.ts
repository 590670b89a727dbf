// Made from the definitions by "npm run generate": edit those, not this.
import type * as pulumi from "@pulumi/pulumi";
import { KeysmithResource } from "./resource";

/** What {@link NetworkRule} takes. */
export interface NetworkRuleArgs {
  /**
   * The name of the rule at the service, unique in the account and region.
   *
   * Left out: the name of the resource in the program, through `keysmith:naming`. A change replaces the
   * resource.
   */
  readonly name?: pulumi.Input<string | undefined> | undefined;
  /**
   * The kind of network. Rules of type `Public` and `VPC` can be made in the vendor's console only.
   *
   * Left out: `"Private"`. A change replaces the resource.
   */
  readonly type?: pulumi.Input<"Private" | undefined> | undefined;
  /**
   * Private IPv4 or IPv6 addresses and CIDR blocks from which the KMS instance may be reached, at most 800.
   *
   * The order means nothing.
   */
  readonly sourcePrivateIps: pulumi.Input<pulumi.Input<string>[]>;
  /** What a person should know about it. */
  readonly description?: pulumi.Input<string | undefined> | undefined;
  /**
   * Whose the object is: the end of its description at the service. What an interrupted run made is known again
   * by it; an object of the same name with another label, or with none, is somebody else's.
   *
   * Left out: project, stack and name of the resource, with slashes between.
   */
  readonly label?: pulumi.Input<string | undefined> | undefined;
  /**
   * The region of the object.
   *
   * Left out: the configuration `keysmith:region`, or `ALIBABA_CLOUD_REGION_ID`. A change replaces the resource.
   */
  readonly region?: pulumi.Input<string | undefined> | undefined;
  /**
   * Whether to take over a rule of that name that exists already, instead of failing.
   *
   * Left out: `false`. Counts only when the resource is created.
   */
  readonly adopt?: pulumi.Input<boolean | undefined> | undefined;
}

/**
 * Source addresses from which a KMS instance may be reached. Policies name the rules that they admit.
 *
 * Mind: policies that name this rule admit nobody from it while it is replaced.
 */
export class NetworkRule extends KeysmithResource {
  /** The Alibaba Cloud resource name of the rule. */
  declare readonly arn: pulumi.Output<string>;
  /** The name of the rule at the service, unique in the account and region. */
  declare readonly name: pulumi.Output<string>;
  /** The kind of network. Rules of type `Public` and `VPC` can be made in the vendor's console only. */
  declare readonly type: pulumi.Output<"Private">;
  /** Private IPv4 or IPv6 addresses and CIDR blocks from which the KMS instance may be reached, at most 800. */
  declare readonly sourcePrivateIps: pulumi.Output<string[]>;
  /** What a person should know about it. */
  declare readonly description: pulumi.Output<string | undefined>;
  /**
   * Whose the object is: the end of its description at the service. What an interrupted run made is known again
   * by it; an object of the same name with another label, or with none, is somebody else's.
   */
  declare readonly label: pulumi.Output<string>;
  /** The region of the object. */
  declare readonly region: pulumi.Output<string>;
  /** Whether to take over a rule of that name that exists already, instead of failing. */
  declare readonly adopt: pulumi.Output<boolean>;

  /**
   * @param name unique among the stack's resources of this kind
   * @param args what it is made from
   */
  constructor(name: string, args: NetworkRuleArgs, opts?: pulumi.CustomResourceOptions) {
    super("NetworkRule", name, args, opts);
  }
}

/** What {@link Policy} takes. */
export interface PolicyArgs {
  /**
   * The name of the policy at the service, unique in the account and region.
   *
   * Left out: the name of the resource in the program, through `keysmith:naming`. A change replaces the
   * resource.
   */
  readonly name?: pulumi.Input<string | undefined> | undefined;
  /**
   * The KMS instance that the policy is for: its id, `kst-…`, or `shared` for the shared gateway.
   *
   * A change replaces the resource.
   */
  readonly kmsInstance: pulumi.Input<string>;
  /**
   * What may be done: `CryptoServiceKeyUser` and `CryptoServiceSecretUser` on an instance, `SecretUser` on the
   * shared gateway.
   *
   * The order means nothing.
   */
  readonly permissions: pulumi.Input<pulumi.Input<"CryptoServiceKeyUser" | "CryptoServiceSecretUser" | "SecretUser">[]>;
  /**
   * Keys that may be used: ids, or the beginning of ids and `*`.
   *
   * Left out: `[]`. The order means nothing.
   */
  readonly keys?: pulumi.Input<pulumi.Input<string>[] | undefined> | undefined;
  /**
   * Secrets that may be read: names, or the beginning of names and `*`.
   *
   * Left out: `[]`. The order means nothing.
   */
  readonly secrets?: pulumi.Input<pulumi.Input<string>[] | undefined> | undefined;
  /**
   * Keys and secrets in the service's own form, `key/<id>` and `secret/<name>`, instead of `keys` and `secrets`
   * or beside them.
   *
   * Left out: `[]`. The order means nothing.
   */
  readonly resources?: pulumi.Input<pulumi.Input<string>[] | undefined> | undefined;
  /**
   * Network rules from which the policy may be used, by name. With none, no address is refused.
   *
   * Takes the resource itself, or its name. Left out: `[]`. The order means nothing.
   */
  readonly networkRules?:
    | pulumi.Input<pulumi.Input<string>[] | undefined>
    | readonly (pulumi.Input<string> | NetworkRule)[]
    | undefined;
  /** What a person should know about it. */
  readonly description?: pulumi.Input<string | undefined> | undefined;
  /**
   * Whose the object is: the end of its description at the service. What an interrupted run made is known again
   * by it; an object of the same name with another label, or with none, is somebody else's.
   *
   * Left out: project, stack and name of the resource, with slashes between.
   */
  readonly label?: pulumi.Input<string | undefined> | undefined;
  /**
   * The region of the object.
   *
   * Left out: that of a referenced resource, the configuration `keysmith:region`, or `ALIBABA_CLOUD_REGION_ID`.
   * A change replaces the resource.
   */
  readonly region?: pulumi.Input<string | undefined> | undefined;
  /**
   * Whether to take over a policy of that name that exists already, instead of failing.
   *
   * Left out: `false`. Counts only when the resource is created.
   */
  readonly adopt?: pulumi.Input<boolean | undefined> | undefined;
}

/**
 * What an application may do with which keys and secrets of a KMS instance, and from which network rules. A
 * change takes up to five minutes to act.
 *
 * Mind: access points bound to this policy lose its permissions while it is replaced.
 */
export class Policy extends KeysmithResource {
  /** The Alibaba Cloud resource name of the policy. */
  declare readonly arn: pulumi.Output<string>;
  /** The name of the policy at the service, unique in the account and region. */
  declare readonly name: pulumi.Output<string>;
  /** The KMS instance that the policy is for: its id, `kst-…`, or `shared` for the shared gateway. */
  declare readonly kmsInstance: pulumi.Output<string>;
  /**
   * What may be done: `CryptoServiceKeyUser` and `CryptoServiceSecretUser` on an instance, `SecretUser` on the
   * shared gateway.
   */
  declare readonly permissions: pulumi.Output<("CryptoServiceKeyUser" | "CryptoServiceSecretUser" | "SecretUser")[]>;
  /** Keys that may be used: ids, or the beginning of ids and `*`. */
  declare readonly keys: pulumi.Output<string[]>;
  /** Secrets that may be read: names, or the beginning of names and `*`. */
  declare readonly secrets: pulumi.Output<string[]>;
  /**
   * Keys and secrets in the service's own form, `key/<id>` and `secret/<name>`, instead of `keys` and `secrets`
   * or beside them.
   */
  declare readonly resources: pulumi.Output<string[]>;
  /** Network rules from which the policy may be used, by name. With none, no address is refused. */
  declare readonly networkRules: pulumi.Output<string[]>;
  /** What a person should know about it. */
  declare readonly description: pulumi.Output<string | undefined>;
  /**
   * Whose the object is: the end of its description at the service. What an interrupted run made is known again
   * by it; an object of the same name with another label, or with none, is somebody else's.
   */
  declare readonly label: pulumi.Output<string>;
  /** The region of the object. */
  declare readonly region: pulumi.Output<string>;
  /** Whether to take over a policy of that name that exists already, instead of failing. */
  declare readonly adopt: pulumi.Output<boolean>;

  /**
   * @param name unique among the stack's resources of this kind
   * @param args what it is made from
   */
  constructor(name: string, args: PolicyArgs, opts?: pulumi.CustomResourceOptions) {
    super("Policy", name, args, opts);
  }
}

/** What {@link AccessPoint} takes. */
export interface AccessPointArgs {
  /**
   * The name of the access point at the service, unique in the account and region.
   *
   * Left out: the name of the resource in the program, through `keysmith:naming`. A change replaces the
   * resource.
   */
  readonly name?: pulumi.Input<string | undefined> | undefined;
  /**
   * The policies of the application, one to three, by name.
   *
   * Takes the resource itself, or its name. The order means nothing.
   */
  readonly policies: pulumi.Input<pulumi.Input<string>[]> | readonly (pulumi.Input<string> | Policy)[];
  /**
   * How the application proves who it is. The vendor's API knows `ClientKey` only.
   *
   * Left out: `"ClientKey"`. A change replaces the resource.
   */
  readonly authenticationMethod?: pulumi.Input<"ClientKey" | undefined> | undefined;
  /** What a person should know about it. */
  readonly description?: pulumi.Input<string | undefined> | undefined;
  /**
   * Whose the object is: the end of its description at the service. What an interrupted run made is known again
   * by it; an object of the same name with another label, or with none, is somebody else's.
   *
   * Left out: project, stack and name of the resource, with slashes between.
   */
  readonly label?: pulumi.Input<string | undefined> | undefined;
  /**
   * The region of the object.
   *
   * Left out: that of a referenced resource, the configuration `keysmith:region`, or `ALIBABA_CLOUD_REGION_ID`.
   * A change replaces the resource.
   */
  readonly region?: pulumi.Input<string | undefined> | undefined;
  /**
   * Whether to take over a access point of that name that exists already, instead of failing.
   *
   * Left out: `false`. Counts only when the resource is created.
   */
  readonly adopt?: pulumi.Input<boolean | undefined> | undefined;
}

/**
 * An application access point (AAP): binds up to three policies to one application, which signs with its
 * client keys.
 *
 * Mind: replacing the access point ends its client keys at once: applications that use them lose access.
 */
export class AccessPoint extends KeysmithResource {
  /** The Alibaba Cloud resource name of the access point. */
  declare readonly arn: pulumi.Output<string>;
  /** The name of the access point at the service, unique in the account and region. */
  declare readonly name: pulumi.Output<string>;
  /** The policies of the application, one to three, by name. */
  declare readonly policies: pulumi.Output<string[]>;
  /** How the application proves who it is. The vendor's API knows `ClientKey` only. */
  declare readonly authenticationMethod: pulumi.Output<"ClientKey">;
  /** What a person should know about it. */
  declare readonly description: pulumi.Output<string | undefined>;
  /**
   * Whose the object is: the end of its description at the service. What an interrupted run made is known again
   * by it; an object of the same name with another label, or with none, is somebody else's.
   */
  declare readonly label: pulumi.Output<string>;
  /** The region of the object. */
  declare readonly region: pulumi.Output<string>;
  /** Whether to take over a access point of that name that exists already, instead of failing. */
  declare readonly adopt: pulumi.Output<boolean>;

  /**
   * @param name unique among the stack's resources of this kind
   * @param args what it is made from
   */
  constructor(name: string, args: AccessPointArgs, opts?: pulumi.CustomResourceOptions) {
    super("AccessPoint", name, args, opts);
  }
}

/** When a key is replaced, and how long the old one lives on. */
export interface ClientKeyRotationArgs {
  /**
   * How long before its end a key is replaced by a new one.
   *
   * Left out: `"P30D"`.
   */
  readonly renewBefore?: pulumi.Input<string | undefined> | undefined;
  /**
   * How long the replaced key goes on working, so that applications can change over.
   *
   * Left out: `"P7D"`.
   */
  readonly overlap?: pulumi.Input<string | undefined> | undefined;
  /**
   * Any new text makes a new key now, whatever the date. Leaving it out again changes nothing.
   *
   * A change makes a new credential, in place and with overlap.
   */
  readonly trigger?: pulumi.Input<string | undefined> | undefined;
}

/** What {@link ClientKey} takes. */
export interface ClientKeyArgs {
  /**
   * The access point that the key is for, by name.
   *
   * Takes the resource itself, or its name. A change replaces the resource.
   */
  readonly accessPoint: pulumi.Input<string> | AccessPoint;
  /**
   * How long a key is valid. The vendor documents one to five years. A change counts from the next key.
   *
   * Left out: `"P1Y"`.
   */
  readonly validity?: pulumi.Input<string | undefined> | undefined;
  /**
   * The password that protects the key. Left out, each key gets one of its own. A change makes a new key.
   *
   * Secret. A change makes a new credential, in place and with overlap.
   */
  readonly password?: pulumi.Input<string | undefined> | undefined;
  /** When a key is replaced, and how long the old one lives on. */
  readonly rotation?: pulumi.Input<ClientKeyRotationArgs | undefined> | undefined;
  /**
   * Ends every overlap now: previous keys are deleted at once, also those that a rotation in the same run
   * replaces.
   *
   * Left out: `false`.
   */
  readonly revokePrevious?: pulumi.Input<boolean | undefined> | undefined;
  /**
   * What the keys' time stamps are marked with, so that a key which no state records can be told from other
   * people's. One label belongs to one resource.
   *
   * Left out: project, stack and name of the resource, with slashes between.
   */
  readonly label?: pulumi.Input<string | undefined> | undefined;
  /**
   * The region of the object.
   *
   * Left out: that of a referenced resource, the configuration `keysmith:region`, or `ALIBABA_CLOUD_REGION_ID`.
   * A change replaces the resource.
   */
  readonly region?: pulumi.Input<string | undefined> | undefined;
  /**
   * A client key that exists already, to be adopted instead of making one: `<accessPoint>/<clientKeyId> or
   * <region>/<accessPoint>/<clientKeyId>`. Its secrets aren't known until it rotates.
   *
   * Counts only when the resource is created.
   */
  readonly adopt?: pulumi.Input<string | undefined> | undefined;
}

/** Keys that were replaced and still work. */
export interface ClientKeyPrevious {
  /** The id of a key that was replaced and still works. */
  readonly clientKeyId: string;
  /** Until when the service accepts it. */
  readonly notAfter: string;
  /** From when the next run deletes it. */
  readonly retireAfter: string;
}

/** When a key is replaced, and how long the old one lives on. */
export interface ClientKeyRotation {
  /** How long before its end a key is replaced by a new one. */
  readonly renewBefore: string;
  /** How long the replaced key goes on working, so that applications can change over. */
  readonly overlap: string;
  /** Any new text makes a new key now, whatever the date. Leaving it out again changes nothing. */
  readonly trigger?: string | undefined;
}

/**
 * The credential of an application: a private key that only this resource ever sees, protected by a password.
 * It is replaced before it ends, in place, and the old key works on for the overlap.
 *
 * Mind: replacing the client key deletes the old one, and the previous ones, in the same run: there is no
 * overlap.
 */
export class ClientKey extends KeysmithResource {
  /** The id of the current key, `KAAP.…`. */
  declare readonly clientKeyId: pulumi.Output<string>;
  /**
   * The current key as the vendor's SDKs read it: JSON with `KeyId` and `PrivateKeyData`, a PKCS#12 file in
   * base64.
   *
   * Secret.
   */
  declare readonly clientKeyContent: pulumi.Output<string>;
  /**
   * The password of the current key.
   *
   * Secret.
   */
  declare readonly password: pulumi.Output<string>;
  /** The algorithm of the current key. */
  declare readonly keyAlgorithm: pulumi.Output<string>;
  /** From when the service accepts the current key. */
  declare readonly notBefore: pulumi.Output<string>;
  /** Until when the service accepts the current key. */
  declare readonly notAfter: pulumi.Output<string>;
  /** When the current key was made. */
  declare readonly createdAt: pulumi.Output<string>;
  /**
   * `createdAt` plus the validity: what rotation is reckoned from. The service ends the key up to four hours
   * earlier, at `notAfter`.
   */
  declare readonly expiresAt: pulumi.Output<string>;
  /** 1 for the first key, and one more with every rotation. */
  declare readonly version: pulumi.Output<number>;
  /** From when the current key is due to be replaced. */
  declare readonly rotateAt: pulumi.Output<string>;
  /** When the next thing is due: to rotate, or to delete a previous key. */
  declare readonly nextRunBy: pulumi.Output<string>;
  /** Keys that were replaced and still work. */
  declare readonly previous: pulumi.Output<ClientKeyPrevious[]>;
  /** The access point that the key is for, by name. */
  declare readonly accessPoint: pulumi.Output<string>;
  /** How long a key is valid. The vendor documents one to five years. A change counts from the next key. */
  declare readonly validity: pulumi.Output<string>;
  /** When a key is replaced, and how long the old one lives on. */
  declare readonly rotation: pulumi.Output<ClientKeyRotation>;
  /**
   * Ends every overlap now: previous keys are deleted at once, also those that a rotation in the same run
   * replaces.
   */
  declare readonly revokePrevious: pulumi.Output<boolean>;
  /**
   * What the keys' time stamps are marked with, so that a key which no state records can be told from other
   * people's. One label belongs to one resource.
   */
  declare readonly label: pulumi.Output<string>;
  /** The region of the object. */
  declare readonly region: pulumi.Output<string>;
  /**
   * A client key that exists already, to be adopted instead of making one: `<accessPoint>/<clientKeyId> or
   * <region>/<accessPoint>/<clientKeyId>`. Its secrets aren't known until it rotates.
   */
  declare readonly adopt: pulumi.Output<string | undefined>;

  /**
   * @param name unique among the stack's resources of this kind
   * @param args what it is made from
   */
  constructor(name: string, args: ClientKeyArgs, opts?: pulumi.CustomResourceOptions) {
    super("ClientKey", name, args, opts);
  }
}

/** When the material is replaced by new one. What was wrapped before can still be unwrapped. */
export interface RootKeyRotationArgs {
  /**
   * How old the material may get: the first run after that makes new material, in place. At least an hour. A
   * rotation made elsewhere counts. Not for an imported key, whose material only you have.
   */
  readonly every?: pulumi.Input<string | undefined> | undefined;
  /**
   * Any new text rotates now, whatever the date. Leaving it out again changes nothing. Not for an imported key.
   *
   * A change makes a new credential, in place and with overlap.
   */
  readonly trigger?: pulumi.Input<string | undefined> | undefined;
  /**
   * Lets the service rotate the key by itself, every so many months of 30 days. Left out, the instance's own
   * policy decides. Not for an imported key.
   *
   * In place of `every`.
   */
  readonly policyMonths?: pulumi.Input<number | undefined> | undefined;
}

/** What becomes of the key when it leaves the program. */
export interface RootKeyDeletionArgs {
  /**
   * What becomes of the key when it leaves the program: `delete`, which Key Protect and Hyper Protect Crypto
   * Services can undo for 30 days and IBM Cloud Private can't; `disable`; or `keep`, which leaves it as it is.
   *
   * Left out: `"delete"`.
   */
  readonly mode?: pulumi.Input<"delete" | "disable" | "keep" | undefined> | undefined;
  /**
   * Whether to delete the key also while services use it. What they have encrypted with it can't be read then.
   *
   * Left out: `false`.
   */
  readonly force?: pulumi.Input<boolean | undefined> | undefined;
}

/** What {@link RootKey} takes. */
export interface RootKeyArgs {
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: that of a referenced resource, the configuration `keysmith:ibm.instance`, or
   * `KEYSMITH_IBM_INSTANCE`. A change replaces the resource.
   */
  readonly instance?: pulumi.Input<string | undefined> | undefined;
  /**
   * What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud
   * Private). A CRN says it already.
   *
   * Left out: that of a referenced resource.
   */
  readonly service?: pulumi.Input<"kms" | "hs-crypto" | "icp" | undefined> | undefined;
  /**
   * The GUID of the instance, where there is no CRN: on IBM Cloud Private.
   *
   * In place of `instance`. Left out: that of a referenced resource. A change replaces the resource.
   */
  readonly instanceId?: pulumi.Input<string | undefined> | undefined;
  /**
   * Where the key API is reached, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the
   * vendor's endpoint. Plain http only to this machine.
   *
   * Left out: that of a referenced resource.
   */
  readonly url?: pulumi.Input<string | undefined> | undefined;
  /**
   * A PEM file with the authorities that sign the certificate of `url`, where it isn't one of the public ones:
   * the cluster's own CA, for one.
   *
   * Left out: that of a referenced resource.
   */
  readonly caFile?: pulumi.Input<string | undefined> | undefined;
  /**
   * A key that exists already, to be adopted instead of making one: `<key CRN>, <instance CRN>/<keyId>, <keyId>,
   * or on IBM Cloud Private <url>/<instanceId>/<keyId>`.
   *
   * Counts only when the resource is created.
   */
  readonly adopt?: pulumi.Input<string | undefined> | undefined;
  /**
   * The name of the key, 2 to 90 characters in one line. The service doesn't ask that names differ: a key is
   * known by its id and its aliases. How the service counts isn't documented: what is beyond the BMP, such as an
   * emoji, counts as two here.
   *
   * Left out: the name of the resource in the program, through `keysmith:naming`. A change replaces the
   * resource.
   */
  readonly name?: pulumi.Input<string | undefined> | undefined;
  /**
   * What a person should know about it. The service keeps it as it was made; with the label in it, it has at
   * most 240 characters. How the service counts isn't documented: what is beyond the BMP, such as an emoji,
   * counts as two here.
   *
   * A change replaces the resource.
   */
  readonly description?: pulumi.Input<string | undefined> | undefined;
  /**
   * Whose the key is: the end of its description at the service. What an interrupted run made is known again by
   * it, and so is a deleted key that can be restored.
   *
   * Left out: project, stack and name of the resource, with slashes between. Counts only when the resource is
   * created.
   */
  readonly label?: pulumi.Input<string | undefined> | undefined;
  /**
   * Up to 30 words to find the key by, of 2 to 30 characters each. The service can't change them later. How the
   * service counts isn't documented: what is beyond the BMP, such as an emoji, counts as two here.
   *
   * Left out: `[]`. The order means nothing. A change replaces the resource.
   */
  readonly tags?: pulumi.Input<pulumi.Input<string>[] | undefined> | undefined;
  /**
   * The key ring that the key is in, by name. Left out, it is the one that the service calls `default`.
   *
   * Takes the resource itself, or its name.
   */
  readonly keyRing?: pulumi.Input<string | undefined> | KeyRing | undefined;
  /**
   * Up to five names, unique in the instance, by which the key can be called in place of its id.
   *
   * Left out: `[]`. The order means nothing.
   */
  readonly aliases?: pulumi.Input<pulumi.Input<string>[] | undefined> | undefined;
  /**
   * When the service deactivates the key, in UTC. It can't be changed later, and rotating doesn't put it off.
   *
   * A change replaces the resource.
   */
  readonly expirationDate?: pulumi.Input<string | undefined> | undefined;
  /**
   * What happens to the key when somebody deleted it and the program still has it: `auto` restores it while the
   * service can, for 30 days; `never` makes a new one. IBM Cloud Private can't restore.
   *
   * Left out: `"auto"`.
   */
  readonly restore?: pulumi.Input<"auto" | "never" | undefined> | undefined;
  /**
   * Your own key material, in base64: 16, 24 or 32 bytes; on IBM Cloud Private 32, 48 or 64. A change rotates
   * the key, in place. Left out, the service makes the material, and nobody ever sees it.
   *
   * In place of `generate`. Secret. A change makes a new credential, in place and with overlap.
   */
  readonly payload?: pulumi.Input<string | undefined> | undefined;
  /**
   * Says aloud that the service makes the material, as it does when no payload is given.
   *
   * Counts only when the resource is created.
   */
  readonly generate?: pulumi.Input<boolean | undefined> | undefined;
  /**
   * Whether the payload is encrypted for the instance before it is sent, with the public key of an import token
   * that Keysmith fetches.
   *
   * Left out: `false`. Counts only when the resource is created.
   */
  readonly importToken?: pulumi.Input<boolean | undefined> | undefined;
  /** When the material is replaced by new one. What was wrapped before can still be unwrapped. */
  readonly rotation?: pulumi.Input<RootKeyRotationArgs | undefined> | undefined;
  /** Whether two users must agree before the key can be deleted. Once on, the service can't switch it off. */
  readonly dualAuthDelete?: pulumi.Input<boolean | undefined> | undefined;
  /**
   * Whether the key can be used. A disabled key keeps its data and can be enabled again, half a minute later or
   * more.
   *
   * Left out: `true`.
   */
  readonly enabled?: pulumi.Input<boolean | undefined> | undefined;
  /** What becomes of the key when it leaves the program. */
  readonly deletion?: pulumi.Input<RootKeyDeletionArgs | undefined> | undefined;
}

/** When the material is replaced by new one. What was wrapped before can still be unwrapped. */
export interface RootKeyRotation {
  /**
   * How old the material may get: the first run after that makes new material, in place. At least an hour. A
   * rotation made elsewhere counts. Not for an imported key, whose material only you have.
   */
  readonly every?: string | undefined;
  /** Any new text rotates now, whatever the date. Leaving it out again changes nothing. Not for an imported key. */
  readonly trigger?: string | undefined;
  /**
   * Lets the service rotate the key by itself, every so many months of 30 days. Left out, the instance's own
   * policy decides. Not for an imported key.
   */
  readonly policyMonths?: number | undefined;
}

/** What becomes of the key when it leaves the program. */
export interface RootKeyDeletion {
  /**
   * What becomes of the key when it leaves the program: `delete`, which Key Protect and Hyper Protect Crypto
   * Services can undo for 30 days and IBM Cloud Private can't; `disable`; or `keep`, which leaves it as it is.
   */
  readonly mode: "delete" | "disable" | "keep";
  /** Whether to delete the key also while services use it. What they have encrypted with it can't be read then. */
  readonly force: boolean;
}

/**
 * A root key of Key Protect, Hyper Protect Crypto Services or IBM Cloud Private: it never leaves the service,
 * and wraps the keys that encrypt data. Its material is made by the service or brought by you, and is replaced
 * in place.
 *
 * Mind: replacing the root key deletes the old one: what was wrapped with it can't be unwrapped any more, and
 * services that use it lose their data; on IBM Cloud Private for ever, elsewhere unless it is restored within
 * 30 days.
 */
export class RootKey extends KeysmithResource {
  /** The id of the key, a UUID. */
  declare readonly keyId: pulumi.Output<string>;
  /** The Cloud Resource Name of the key. Keys of IBM Cloud Private have none. */
  declare readonly crn: pulumi.Output<string | undefined>;
  /**
   * `pre-activation`, `active`, `suspended` (disabled), `deactivated` (expired) or `destroyed` (deleted, and
   * waiting to be restored).
   */
  declare readonly state: pulumi.Output<string>;
  /** When the key was made. */
  declare readonly createdAt: pulumi.Output<string>;
  /** Of a key that was deleted: until when the service can restore it. */
  declare readonly restorableUntil: pulumi.Output<string | undefined>;
  /** Whether the service made the material. */
  declare readonly generate: pulumi.Output<boolean>;
  /** Whether the material was brought, and not made by the service. */
  declare readonly imported: pulumi.Output<boolean>;
  /** Whether two users must agree to a deletion. */
  declare readonly dualAuthDelete: pulumi.Output<boolean | undefined>;
  /**
   * 1 for the first material, and one more with every rotation that Keysmith makes, or finds made when it reads
   * the key.
   */
  declare readonly version: pulumi.Output<number>;
  /** When the material was last replaced. */
  declare readonly lastRotatedAt: pulumi.Output<string | undefined>;
  /** From when the next rotation is due; nothing while none will be. */
  declare readonly rotateAt: pulumi.Output<string | undefined>;
  /** When the next thing is due: to rotate, or to restore the key before it is too late. */
  declare readonly nextRunBy: pulumi.Output<string | undefined>;
  /** The CRN of the Key Protect or Hyper Protect Crypto Services instance. */
  declare readonly instance: pulumi.Output<string | undefined>;
  /**
   * What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud
   * Private). A CRN says it already.
   */
  declare readonly service: pulumi.Output<"kms" | "hs-crypto" | "icp" | undefined>;
  /** The GUID of the instance, where there is no CRN: on IBM Cloud Private. */
  declare readonly instanceId: pulumi.Output<string | undefined>;
  /**
   * Where the key API is reached, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the
   * vendor's endpoint. Plain http only to this machine.
   */
  declare readonly url: pulumi.Output<string | undefined>;
  /**
   * A PEM file with the authorities that sign the certificate of `url`, where it isn't one of the public ones:
   * the cluster's own CA, for one.
   */
  declare readonly caFile: pulumi.Output<string | undefined>;
  /**
   * A key that exists already, to be adopted instead of making one: `<key CRN>, <instance CRN>/<keyId>, <keyId>,
   * or on IBM Cloud Private <url>/<instanceId>/<keyId>`.
   */
  declare readonly adopt: pulumi.Output<string | undefined>;
  /**
   * The name of the key, 2 to 90 characters in one line. The service doesn't ask that names differ: a key is
   * known by its id and its aliases. How the service counts isn't documented: what is beyond the BMP, such as an
   * emoji, counts as two here.
   */
  declare readonly name: pulumi.Output<string>;
  /**
   * What a person should know about it. The service keeps it as it was made; with the label in it, it has at
   * most 240 characters. How the service counts isn't documented: what is beyond the BMP, such as an emoji,
   * counts as two here.
   */
  declare readonly description: pulumi.Output<string | undefined>;
  /**
   * Whose the key is: the end of its description at the service. What an interrupted run made is known again by
   * it, and so is a deleted key that can be restored.
   */
  declare readonly label: pulumi.Output<string>;
  /**
   * Up to 30 words to find the key by, of 2 to 30 characters each. The service can't change them later. How the
   * service counts isn't documented: what is beyond the BMP, such as an emoji, counts as two here.
   */
  declare readonly tags: pulumi.Output<string[]>;
  /** The key ring that the key is in, by name. Left out, it is the one that the service calls `default`. */
  declare readonly keyRing: pulumi.Output<string | undefined>;
  /** Up to five names, unique in the instance, by which the key can be called in place of its id. */
  declare readonly aliases: pulumi.Output<string[]>;
  /** When the service deactivates the key, in UTC. It can't be changed later, and rotating doesn't put it off. */
  declare readonly expirationDate: pulumi.Output<string | undefined>;
  /**
   * What happens to the key when somebody deleted it and the program still has it: `auto` restores it while the
   * service can, for 30 days; `never` makes a new one. IBM Cloud Private can't restore.
   */
  declare readonly restore: pulumi.Output<"auto" | "never">;
  /**
   * Your own key material, in base64: 16, 24 or 32 bytes; on IBM Cloud Private 32, 48 or 64. A change rotates
   * the key, in place. Left out, the service makes the material, and nobody ever sees it.
   *
   * Secret.
   */
  declare readonly payload: pulumi.Output<string | undefined>;
  /**
   * Whether the payload is encrypted for the instance before it is sent, with the public key of an import token
   * that Keysmith fetches.
   */
  declare readonly importToken: pulumi.Output<boolean>;
  /** When the material is replaced by new one. What was wrapped before can still be unwrapped. */
  declare readonly rotation: pulumi.Output<RootKeyRotation>;
  /**
   * Whether the key can be used. A disabled key keeps its data and can be enabled again, half a minute later or
   * more.
   */
  declare readonly enabled: pulumi.Output<boolean>;
  /** What becomes of the key when it leaves the program. */
  declare readonly deletion: pulumi.Output<RootKeyDeletion>;

  /**
   * @param name unique among the stack's resources of this kind
   * @param args what it is made from
   */
  constructor(name: string, args: RootKeyArgs = {}, opts?: pulumi.CustomResourceOptions) {
    super("RootKey", name, args, opts);
  }
}

/** What {@link StandardKey} takes. */
export interface StandardKeyArgs {
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: that of a referenced resource, the configuration `keysmith:ibm.instance`, or
   * `KEYSMITH_IBM_INSTANCE`. A change replaces the resource.
   */
  readonly instance?: pulumi.Input<string | undefined> | undefined;
  /**
   * What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud
   * Private). A CRN says it already.
   *
   * Left out: that of a referenced resource.
   */
  readonly service?: pulumi.Input<"kms" | "hs-crypto" | "icp" | undefined> | undefined;
  /**
   * The GUID of the instance, where there is no CRN: on IBM Cloud Private.
   *
   * In place of `instance`. Left out: that of a referenced resource. A change replaces the resource.
   */
  readonly instanceId?: pulumi.Input<string | undefined> | undefined;
  /**
   * Where the key API is reached, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the
   * vendor's endpoint. Plain http only to this machine.
   *
   * Left out: that of a referenced resource.
   */
  readonly url?: pulumi.Input<string | undefined> | undefined;
  /**
   * A PEM file with the authorities that sign the certificate of `url`, where it isn't one of the public ones:
   * the cluster's own CA, for one.
   *
   * Left out: that of a referenced resource.
   */
  readonly caFile?: pulumi.Input<string | undefined> | undefined;
  /**
   * A key that exists already, to be adopted instead of making one: `<key CRN>, <instance CRN>/<keyId>, <keyId>,
   * or on IBM Cloud Private <url>/<instanceId>/<keyId>`.
   *
   * Counts only when the resource is created.
   */
  readonly adopt?: pulumi.Input<string | undefined> | undefined;
  /**
   * The name of the key, 2 to 90 characters in one line. The service doesn't ask that names differ: a key is
   * known by its id and its aliases. How the service counts isn't documented: what is beyond the BMP, such as an
   * emoji, counts as two here.
   *
   * Left out: the name of the resource in the program, through `keysmith:naming`. A change replaces the
   * resource.
   */
  readonly name?: pulumi.Input<string | undefined> | undefined;
  /**
   * What a person should know about it. The service keeps it as it was made; with the label in it, it has at
   * most 240 characters. How the service counts isn't documented: what is beyond the BMP, such as an emoji,
   * counts as two here.
   *
   * A change replaces the resource.
   */
  readonly description?: pulumi.Input<string | undefined> | undefined;
  /**
   * Whose the key is: the end of its description at the service. What an interrupted run made is known again by
   * it, and so is a deleted key that can be restored.
   *
   * Left out: project, stack and name of the resource, with slashes between. Counts only when the resource is
   * created.
   */
  readonly label?: pulumi.Input<string | undefined> | undefined;
  /**
   * Up to 30 words to find the key by, of 2 to 30 characters each. The service can't change them later. How the
   * service counts isn't documented: what is beyond the BMP, such as an emoji, counts as two here.
   *
   * Left out: `[]`. The order means nothing. A change replaces the resource.
   */
  readonly tags?: pulumi.Input<pulumi.Input<string>[] | undefined> | undefined;
  /**
   * The key ring that the key is in, by name. Left out, it is the one that the service calls `default`.
   *
   * Takes the resource itself, or its name.
   */
  readonly keyRing?: pulumi.Input<string | undefined> | KeyRing | undefined;
  /**
   * Up to five names, unique in the instance, by which the key can be called in place of its id.
   *
   * Left out: `[]`. The order means nothing.
   */
  readonly aliases?: pulumi.Input<pulumi.Input<string>[] | undefined> | undefined;
  /**
   * When the service deactivates the key, in UTC. It can't be changed later, and rotating doesn't put it off.
   *
   * A change replaces the resource.
   */
  readonly expirationDate?: pulumi.Input<string | undefined> | undefined;
  /**
   * What happens to the key when somebody deleted it and the program still has it: `auto` restores it while the
   * service can, for 30 days; `never` makes a new one. IBM Cloud Private can't restore.
   *
   * Left out: `"auto"`.
   */
  readonly restore?: pulumi.Input<"auto" | "never" | undefined> | undefined;
  /**
   * The secret itself, in base64: up to 7500 bytes. Left out, the service makes it. A change makes another key.
   *
   * In place of `generate`. Secret. A change replaces the resource.
   */
  readonly payload?: pulumi.Input<string | undefined> | undefined;
  /**
   * Says aloud that the service makes the secret, as it does when no payload is given.
   *
   * Counts only when the resource is created.
   */
  readonly generate?: pulumi.Input<boolean | undefined> | undefined;
}

/**
 * A standard key: a secret that the service keeps and shows to who may read it, made by the service or brought
 * by you. Only root keys rotate.
 *
 * Mind: replacing the standard key deletes the old one, and its secret with it.
 */
export class StandardKey extends KeysmithResource {
  /** The id of the key, a UUID. */
  declare readonly keyId: pulumi.Output<string>;
  /** The Cloud Resource Name of the key. Keys of IBM Cloud Private have none. */
  declare readonly crn: pulumi.Output<string | undefined>;
  /**
   * `pre-activation`, `active`, `suspended` (disabled), `deactivated` (expired) or `destroyed` (deleted, and
   * waiting to be restored).
   */
  declare readonly state: pulumi.Output<string>;
  /** When the key was made. */
  declare readonly createdAt: pulumi.Output<string>;
  /** Of a key that was deleted: until when the service can restore it. */
  declare readonly restorableUntil: pulumi.Output<string | undefined>;
  /**
   * The secret itself, in base64.
   *
   * Secret.
   */
  declare readonly payload: pulumi.Output<string>;
  /** `secret` while the key is there and its secret isn't recorded yet: the next run fetches it. */
  declare readonly pending: pulumi.Output<"secret" | undefined>;
  /** The CRN of the Key Protect or Hyper Protect Crypto Services instance. */
  declare readonly instance: pulumi.Output<string | undefined>;
  /**
   * What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud
   * Private). A CRN says it already.
   */
  declare readonly service: pulumi.Output<"kms" | "hs-crypto" | "icp" | undefined>;
  /** The GUID of the instance, where there is no CRN: on IBM Cloud Private. */
  declare readonly instanceId: pulumi.Output<string | undefined>;
  /**
   * Where the key API is reached, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the
   * vendor's endpoint. Plain http only to this machine.
   */
  declare readonly url: pulumi.Output<string | undefined>;
  /**
   * A PEM file with the authorities that sign the certificate of `url`, where it isn't one of the public ones:
   * the cluster's own CA, for one.
   */
  declare readonly caFile: pulumi.Output<string | undefined>;
  /**
   * A key that exists already, to be adopted instead of making one: `<key CRN>, <instance CRN>/<keyId>, <keyId>,
   * or on IBM Cloud Private <url>/<instanceId>/<keyId>`.
   */
  declare readonly adopt: pulumi.Output<string | undefined>;
  /**
   * The name of the key, 2 to 90 characters in one line. The service doesn't ask that names differ: a key is
   * known by its id and its aliases. How the service counts isn't documented: what is beyond the BMP, such as an
   * emoji, counts as two here.
   */
  declare readonly name: pulumi.Output<string>;
  /**
   * What a person should know about it. The service keeps it as it was made; with the label in it, it has at
   * most 240 characters. How the service counts isn't documented: what is beyond the BMP, such as an emoji,
   * counts as two here.
   */
  declare readonly description: pulumi.Output<string | undefined>;
  /**
   * Whose the key is: the end of its description at the service. What an interrupted run made is known again by
   * it, and so is a deleted key that can be restored.
   */
  declare readonly label: pulumi.Output<string>;
  /**
   * Up to 30 words to find the key by, of 2 to 30 characters each. The service can't change them later. How the
   * service counts isn't documented: what is beyond the BMP, such as an emoji, counts as two here.
   */
  declare readonly tags: pulumi.Output<string[]>;
  /** The key ring that the key is in, by name. Left out, it is the one that the service calls `default`. */
  declare readonly keyRing: pulumi.Output<string | undefined>;
  /** Up to five names, unique in the instance, by which the key can be called in place of its id. */
  declare readonly aliases: pulumi.Output<string[]>;
  /** When the service deactivates the key, in UTC. It can't be changed later, and rotating doesn't put it off. */
  declare readonly expirationDate: pulumi.Output<string | undefined>;
  /**
   * What happens to the key when somebody deleted it and the program still has it: `auto` restores it while the
   * service can, for 30 days; `never` makes a new one. IBM Cloud Private can't restore.
   */
  declare readonly restore: pulumi.Output<"auto" | "never">;
  /** Says aloud that the service makes the secret, as it does when no payload is given. */
  declare readonly generate: pulumi.Output<boolean | undefined>;

  /**
   * @param name unique among the stack's resources of this kind
   * @param args what it is made from
   */
  constructor(name: string, args: StandardKeyArgs = {}, opts?: pulumi.CustomResourceOptions) {
    super("StandardKey", name, args, opts);
  }
}

/** What {@link KeyRing} takes. */
export interface KeyRingArgs {
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: the configuration `keysmith:ibm.instance`, or `KEYSMITH_IBM_INSTANCE`. A change replaces the
   * resource.
   */
  readonly instance?: pulumi.Input<string | undefined> | undefined;
  /**
   * What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud
   * Private). A CRN says it already.
   */
  readonly service?: pulumi.Input<"kms" | "hs-crypto" | "icp" | undefined> | undefined;
  /**
   * The GUID of the instance, where there is no CRN: on IBM Cloud Private.
   *
   * In place of `instance`. A change replaces the resource.
   */
  readonly instanceId?: pulumi.Input<string | undefined> | undefined;
  /**
   * Where the key API is reached, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the
   * vendor's endpoint. Plain http only to this machine.
   */
  readonly url?: pulumi.Input<string | undefined> | undefined;
  /**
   * A PEM file with the authorities that sign the certificate of `url`, where it isn't one of the public ones:
   * the cluster's own CA, for one.
   */
  readonly caFile?: pulumi.Input<string | undefined> | undefined;
  /**
   * The name of the ring, which is its id at the service: 2 to 100 letters, digits and `-`, unique in the
   * instance.
   *
   * Left out: the name of the resource in the program, through `keysmith:naming`. A change replaces the
   * resource.
   */
  readonly name?: pulumi.Input<string | undefined> | undefined;
  /**
   * Whether to take over a ring of that name that exists already, instead of failing. An empty one of the last
   * day, as an interrupted run leaves, is taken over anyhow.
   *
   * Left out: `false`. Counts only when the resource is created.
   */
  readonly adopt?: pulumi.Input<boolean | undefined> | undefined;
}

/**
 * A key ring: a part of an instance of Key Protect or Hyper Protect Crypto Services, for which access can be
 * granted.
 *
 * Mind: a ring can be replaced only when no key is in it.
 */
export class KeyRing extends KeysmithResource {
  /** When the ring was made. */
  declare readonly createdAt: pulumi.Output<string | undefined>;
  /** The CRN of the Key Protect or Hyper Protect Crypto Services instance. */
  declare readonly instance: pulumi.Output<string | undefined>;
  /**
   * What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud
   * Private). A CRN says it already.
   */
  declare readonly service: pulumi.Output<"kms" | "hs-crypto" | "icp" | undefined>;
  /** The GUID of the instance, where there is no CRN: on IBM Cloud Private. */
  declare readonly instanceId: pulumi.Output<string | undefined>;
  /**
   * Where the key API is reached, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the
   * vendor's endpoint. Plain http only to this machine.
   */
  declare readonly url: pulumi.Output<string | undefined>;
  /**
   * A PEM file with the authorities that sign the certificate of `url`, where it isn't one of the public ones:
   * the cluster's own CA, for one.
   */
  declare readonly caFile: pulumi.Output<string | undefined>;
  /**
   * The name of the ring, which is its id at the service: 2 to 100 letters, digits and `-`, unique in the
   * instance.
   */
  declare readonly name: pulumi.Output<string>;
  /**
   * Whether to take over a ring of that name that exists already, instead of failing. An empty one of the last
   * day, as an interrupted run leaves, is taken over anyhow.
   */
  declare readonly adopt: pulumi.Output<boolean>;

  /**
   * @param name unique among the stack's resources of this kind
   * @param args what it is made from
   */
  constructor(name: string, args: KeyRingArgs = {}, opts?: pulumi.CustomResourceOptions) {
    super("KeyRing", name, args, opts);
  }
}

/** Which service may act. */
export interface ServiceAuthorizationSourceArgs {
  /**
   * The service that may act, as CRNs call it: `apprapp` is App Configuration.
   *
   * A change replaces the resource.
   */
  readonly service: pulumi.Input<string>;
  /**
   * The GUID or the CRN of the instance that may act. Without it, all instances of the service may.
   *
   * A change replaces the resource.
   */
  readonly instance?: pulumi.Input<string | undefined> | undefined;
  /**
   * The account of the service that may act, when it isn't the target's.
   *
   * A change replaces the resource.
   */
  readonly account?: pulumi.Input<string | undefined> | undefined;
  /**
   * The id of the resource group whose instances may act.
   *
   * A change replaces the resource.
   */
  readonly resourceGroup?: pulumi.Input<string | undefined> | undefined;
  /**
   * The kind of resource that may act, where the service has several, such as `share` of `is`.
   *
   * A change replaces the resource.
   */
  readonly resourceType?: pulumi.Input<string | undefined> | undefined;
}

/** What it may use. */
export interface ServiceAuthorizationTargetArgs {
  /**
   * The service that is used: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or another one. A
   * CRN in `instance` or `key` says it already.
   *
   * A change replaces the resource.
   */
  readonly service?: pulumi.Input<string | undefined> | undefined;
  /**
   * The GUID or the CRN of the instance that is used. The CRN of a key says it already; without either, all
   * instances of the service may be used.
   *
   * A change replaces the resource.
   */
  readonly instance?: pulumi.Input<string | undefined> | undefined;
  /**
   * The GUID of the instance, as the other resources take it beside `service` and `url`.
   *
   * In place of `instance`. A change replaces the resource.
   */
  readonly instanceId?: pulumi.Input<string | undefined> | undefined;
  /**
   * The only key that may be used: a root key, its CRN, or, beside `instance`, its id.
   *
   * Takes the resource itself, or its id. A change replaces the resource.
   */
  readonly key?: pulumi.Input<string | undefined> | RootKey | undefined;
  /**
   * The account of what is used. A CRN in `instance` or `key` says it already.
   *
   * A change replaces the resource.
   */
  readonly account?: pulumi.Input<string | undefined> | undefined;
  /**
   * Only what is in this region may be used.
   *
   * A change replaces the resource.
   */
  readonly region?: pulumi.Input<string | undefined> | undefined;
  /**
   * Only what is in the resource group with this id may be used.
   *
   * A change replaces the resource.
   */
  readonly resourceGroup?: pulumi.Input<string | undefined> | undefined;
  /**
   * Only resources of this kind may be used, such as `bucket`.
   *
   * In place of `key`. A change replaces the resource.
   */
  readonly resourceType?: pulumi.Input<string | undefined> | undefined;
  /**
   * Only this resource, of the kind in `resourceType`, may be used.
   *
   * In place of `key`. A change replaces the resource.
   */
  readonly resource?: pulumi.Input<string | undefined> | undefined;
  /**
   * Not used: taken so that the object which says elsewhere where keys live can stand here whole.
   *
   * Counts only when the resource is created.
   */
  readonly url?: pulumi.Input<string | undefined> | undefined;
  /**
   * Not used, like `url`.
   *
   * Counts only when the resource is created.
   */
  readonly caFile?: pulumi.Input<string | undefined> | undefined;
}

/** What {@link ServiceAuthorization} takes. */
export interface ServiceAuthorizationArgs {
  /** Which service may act. */
  readonly source: pulumi.Input<ServiceAuthorizationSourceArgs>;
  /** What it may use. */
  readonly target: ServiceAuthorizationTargetArgs;
  /**
   * What it may do there: `Reader`, `Writer`, `Manager`, `Viewer`, `Operator`, `Editor`, `Administrator`,
   * `AuthorizationDelegator`, or CRNs of other roles.
   *
   * The order means nothing.
   */
  readonly roles: pulumi.Input<pulumi.Input<string>[]>;
  /** What a person should know about it. */
  readonly description?: pulumi.Input<string | undefined> | undefined;
  /**
   * Whose the authorization is: the end of its description at the service. What an interrupted run made is known
   * again by it; an equal authorization with another label, or with none, is somebody else's.
   *
   * Left out: project, stack and name of the resource, with slashes between.
   */
  readonly label?: pulumi.Input<string | undefined> | undefined;
  /**
   * Whether to take over an equal authorization that exists already, instead of failing.
   *
   * Left out: `false`. Counts only when the resource is created.
   */
  readonly adopt?: pulumi.Input<boolean | undefined> | undefined;
}

/** Which service may act. */
export interface ServiceAuthorizationSource {
  /** The service that may act, as CRNs call it: `apprapp` is App Configuration. */
  readonly service: string;
  /** The GUID or the CRN of the instance that may act. Without it, all instances of the service may. */
  readonly instance?: string | undefined;
  /** The account of the service that may act, when it isn't the target's. */
  readonly account?: string | undefined;
  /** The id of the resource group whose instances may act. */
  readonly resourceGroup?: string | undefined;
  /** The kind of resource that may act, where the service has several, such as `share` of `is`. */
  readonly resourceType?: string | undefined;
}

/** What it may use. */
export interface ServiceAuthorizationTarget {
  /**
   * The service that is used: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or another one. A
   * CRN in `instance` or `key` says it already.
   */
  readonly service?: string | undefined;
  /**
   * The GUID or the CRN of the instance that is used. The CRN of a key says it already; without either, all
   * instances of the service may be used.
   */
  readonly instance?: string | undefined;
  /** The GUID of the instance, as the other resources take it beside `service` and `url`. */
  readonly instanceId?: string | undefined;
  /** The only key that may be used: a root key, its CRN, or, beside `instance`, its id. */
  readonly key?: string | undefined;
  /** The account of what is used. A CRN in `instance` or `key` says it already. */
  readonly account?: string | undefined;
  /** Only what is in this region may be used. */
  readonly region?: string | undefined;
  /** Only what is in the resource group with this id may be used. */
  readonly resourceGroup?: string | undefined;
  /** Only resources of this kind may be used, such as `bucket`. */
  readonly resourceType?: string | undefined;
  /** Only this resource, of the kind in `resourceType`, may be used. */
  readonly resource?: string | undefined;
  /** Not used: taken so that the object which says elsewhere where keys live can stand here whole. */
  readonly url?: string | undefined;
  /** Not used, like `url`. */
  readonly caFile?: string | undefined;
}

/**
 * Lets one service of IBM Cloud use another, or one key of it: an IAM authorization policy. Creating it waits
 * until IAM knows it; the services themselves may take a little longer.
 */
export class ServiceAuthorization extends KeysmithResource {
  /** The id of the policy by which IAM knows the authorization. */
  declare readonly policyId: pulumi.Output<string>;
  /** The version of the policy, as IAM counts it. */
  declare readonly etag: pulumi.Output<string>;
  /**
   * `active` while the authorization counts; `altered` when somebody else has changed which service may use
   * what, which the next run mends.
   */
  declare readonly state: pulumi.Output<"active" | "deleted" | "altered">;
  /** Which service may act. */
  declare readonly source: pulumi.Output<ServiceAuthorizationSource>;
  /** What it may use. */
  declare readonly target: pulumi.Output<ServiceAuthorizationTarget>;
  /**
   * What it may do there: `Reader`, `Writer`, `Manager`, `Viewer`, `Operator`, `Editor`, `Administrator`,
   * `AuthorizationDelegator`, or CRNs of other roles.
   */
  declare readonly roles: pulumi.Output<string[]>;
  /** What a person should know about it. */
  declare readonly description: pulumi.Output<string | undefined>;
  /**
   * Whose the authorization is: the end of its description at the service. What an interrupted run made is known
   * again by it; an equal authorization with another label, or with none, is somebody else's.
   */
  declare readonly label: pulumi.Output<string>;
  /** Whether to take over an equal authorization that exists already, instead of failing. */
  declare readonly adopt: pulumi.Output<boolean>;

  /**
   * @param name unique among the stack's resources of this kind
   * @param args what it is made from
   */
  constructor(name: string, args: ServiceAuthorizationArgs, opts?: pulumi.CustomResourceOptions) {
    super("ServiceAuthorization", name, args, opts);
  }
}

/** What {@link AppConfigIntegration} takes. */
export interface AppConfigIntegrationArgs {
  /**
   * The GUID or the CRN of the App Configuration instance. It must be of the Enterprise plan.
   *
   * A change replaces the resource.
   */
  readonly appConfig: pulumi.Input<string>;
  /**
   * The region of the App Configuration instance. Where `appConfig` is a CRN, that says it, and this doesn't
   * count.
   *
   * Left out: the configuration `keysmith:ibm.region`, or `IBMCLOUD_REGION`. Counts only when the resource is
   * created.
   */
  readonly region?: pulumi.Input<string | undefined> | undefined;
  /**
   * What App Configuration calls the integration.
   *
   * Left out: the name of the resource in the program, through `keysmith:naming`. A change replaces the
   * resource.
   */
  readonly integrationId?: pulumi.Input<string | undefined> | undefined;
  /**
   * The root key of Key Protect that encrypts: the resource, or its CRN.
   *
   * Takes the resource itself, or its id. A change replaces the resource.
   */
  readonly rootKey: pulumi.Input<string> | RootKey;
  /**
   * Where App Configuration reaches the key's instance. By default Key Protect's public endpoint in the key's
   * region.
   *
   * A change replaces the resource.
   */
  readonly kmsEndpoint?: pulumi.Input<string | undefined> | undefined;
  /**
   * The authorization by which App Configuration may use the key: the resource, or the id of its policy. It must
   * outlive the integration, so it can't be left out.
   *
   * Takes the resource itself, or its id.
   */
  readonly authorization: pulumi.Input<string> | ServiceAuthorization;
  /**
   * Whether the integration may be replaced or deleted. App Configuration's documents say that encryption with a
   * key of yours can't be switched off again, so it must be set, and applied, before.
   *
   * Left out: `false`.
   */
  readonly allowReplace?: pulumi.Input<boolean | undefined> | undefined;
}

/**
 * App Configuration that encrypts with a root key of yours. This can't be switched off again, so a change that
 * would replace the integration, and its deletion, are refused unless `allowReplace` was set before.
 *
 * Mind: encryption of App Configuration with a key of yours can't be switched off again.
 */
export class AppConfigIntegration extends KeysmithResource {
  /** `USABLE`, or why the key can't be used: `NON_USABLE_DISABLE`, `NON_USABLE_DELETE`. */
  declare readonly keyStatus: pulumi.Output<string | undefined>;
  /** Whose key it is: `BYOK` with Key Protect. */
  declare readonly kmsSchemeType: pulumi.Output<string | undefined>;
  /** When the integration was made. */
  declare readonly createdAt: pulumi.Output<string | undefined>;
  /** Where App Configuration's API shows the integration. */
  declare readonly href: pulumi.Output<string | undefined>;
  /** The GUID or the CRN of the App Configuration instance. It must be of the Enterprise plan. */
  declare readonly appConfig: pulumi.Output<string>;
  /**
   * The region of the App Configuration instance. Where `appConfig` is a CRN, that says it, and this doesn't
   * count.
   */
  declare readonly region: pulumi.Output<string | undefined>;
  /** What App Configuration calls the integration. */
  declare readonly integrationId: pulumi.Output<string>;
  /** The root key of Key Protect that encrypts: the resource, or its CRN. */
  declare readonly rootKey: pulumi.Output<string>;
  /**
   * Where App Configuration reaches the key's instance. By default Key Protect's public endpoint in the key's
   * region.
   */
  declare readonly kmsEndpoint: pulumi.Output<string | undefined>;
  /**
   * The authorization by which App Configuration may use the key: the resource, or the id of its policy. It must
   * outlive the integration, so it can't be left out.
   */
  declare readonly authorization: pulumi.Output<string>;
  /**
   * Whether the integration may be replaced or deleted. App Configuration's documents say that encryption with a
   * key of yours can't be switched off again, so it must be set, and applied, before.
   */
  declare readonly allowReplace: pulumi.Output<boolean>;

  /**
   * @param name unique among the stack's resources of this kind
   * @param args what it is made from
   */
  constructor(name: string, args: AppConfigIntegrationArgs, opts?: pulumi.CustomResourceOptions) {
    super("AppConfigIntegration", name, args, opts);
  }
}
