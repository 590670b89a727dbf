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
  readonly name?: pulumi.Input<string> | undefined;
  /**
   * The kind of network. Rules of type `Public` and `VPC` can be made in the vendor's console only.
   *
   * Left out: `"Private"`. A change replaces the resource.
   */
  readonly type?: pulumi.Input<"Private"> | undefined;
  /**
   * Private IPv4 or IPv6 addresses and CIDR blocks from which the KMS instance may be reached, at most 800.
   *
   * The order means nothing.
   */
  readonly sourcePrivateIps: pulumi.Input<pulumi.Input<string>[]>;
  /** What a person should know about it. */
  readonly description?: pulumi.Input<string> | undefined;
  /**
   * Whose the object is: the end of its description at the service. What an interrupted run made is known again
   * by it; an object of the same name with another label, or with none, is somebody else's.
   *
   * Left out: project, stack and name of the resource, with slashes between.
   */
  readonly label?: pulumi.Input<string> | undefined;
  /**
   * The region of the object.
   *
   * Left out: the configuration `keysmith:region`, or `ALIBABA_CLOUD_REGION_ID`. A change replaces the resource.
   */
  readonly region?: pulumi.Input<string> | undefined;
  /**
   * Whether to take over a rule of that name that exists already, instead of failing.
   *
   * Left out: `false`. Counts only when the resource is created.
   */
  readonly adopt?: pulumi.Input<boolean> | undefined;
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
  readonly name?: pulumi.Input<string> | undefined;
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
  readonly keys?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /**
   * Secrets that may be read: names, or the beginning of names and `*`.
   *
   * Left out: `[]`. The order means nothing.
   */
  readonly secrets?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /**
   * Keys and secrets in the service's own form, `key/<id>` and `secret/<name>`, instead of `keys` and `secrets`
   * or beside them.
   *
   * Left out: `[]`. The order means nothing.
   */
  readonly resources?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /**
   * Network rules from which the policy may be used, by name. With none, no address is refused.
   *
   * Takes the resource itself, or its name. Left out: `[]`. The order means nothing.
   */
  readonly networkRules?:
    | pulumi.Input<pulumi.Input<string>[]>
    | readonly (pulumi.Input<string> | NetworkRule)[]
    | undefined;
  /** What a person should know about it. */
  readonly description?: pulumi.Input<string> | undefined;
  /**
   * Whose the object is: the end of its description at the service. What an interrupted run made is known again
   * by it; an object of the same name with another label, or with none, is somebody else's.
   *
   * Left out: project, stack and name of the resource, with slashes between.
   */
  readonly label?: pulumi.Input<string> | undefined;
  /**
   * The region of the object.
   *
   * Left out: that of a referenced resource, the configuration `keysmith:region`, or `ALIBABA_CLOUD_REGION_ID`.
   * A change replaces the resource.
   */
  readonly region?: pulumi.Input<string> | undefined;
  /**
   * Whether to take over a policy of that name that exists already, instead of failing.
   *
   * Left out: `false`. Counts only when the resource is created.
   */
  readonly adopt?: pulumi.Input<boolean> | undefined;
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
  readonly name?: pulumi.Input<string> | undefined;
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
  readonly authenticationMethod?: pulumi.Input<"ClientKey"> | undefined;
  /** What a person should know about it. */
  readonly description?: pulumi.Input<string> | undefined;
  /**
   * Whose the object is: the end of its description at the service. What an interrupted run made is known again
   * by it; an object of the same name with another label, or with none, is somebody else's.
   *
   * Left out: project, stack and name of the resource, with slashes between.
   */
  readonly label?: pulumi.Input<string> | undefined;
  /**
   * The region of the object.
   *
   * Left out: that of a referenced resource, the configuration `keysmith:region`, or `ALIBABA_CLOUD_REGION_ID`.
   * A change replaces the resource.
   */
  readonly region?: pulumi.Input<string> | undefined;
  /**
   * Whether to take over a access point of that name that exists already, instead of failing.
   *
   * Left out: `false`. Counts only when the resource is created.
   */
  readonly adopt?: pulumi.Input<boolean> | undefined;
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
  readonly renewBefore?: pulumi.Input<string> | undefined;
  /**
   * How long the replaced key goes on working, so that applications can change over.
   *
   * Left out: `"P7D"`.
   */
  readonly overlap?: pulumi.Input<string> | undefined;
  /**
   * Any new text makes a new key now, whatever the date. Leaving it out again changes nothing.
   *
   * A change makes a new credential, in place and with overlap.
   */
  readonly trigger?: pulumi.Input<string> | undefined;
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
  readonly validity?: pulumi.Input<string> | undefined;
  /**
   * The password that protects the key. Left out, each key gets one of its own. A change makes a new key.
   *
   * Secret. A change makes a new credential, in place and with overlap.
   */
  readonly password?: pulumi.Input<string> | undefined;
  /** When a key is replaced, and how long the old one lives on. */
  readonly rotation?: pulumi.Input<ClientKeyRotationArgs> | undefined;
  /**
   * Ends every overlap now: previous keys are deleted at once, also those that a rotation in the same run
   * replaces.
   *
   * Left out: `false`.
   */
  readonly revokePrevious?: pulumi.Input<boolean> | undefined;
  /**
   * What the keys' time stamps are marked with, so that a key which no state records can be told from other
   * people's. One label belongs to one resource.
   *
   * Left out: project, stack and name of the resource, with slashes between.
   */
  readonly label?: pulumi.Input<string> | undefined;
  /**
   * The region of the object.
   *
   * Left out: that of a referenced resource, the configuration `keysmith:region`, or `ALIBABA_CLOUD_REGION_ID`.
   * A change replaces the resource.
   */
  readonly region?: pulumi.Input<string> | undefined;
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
   * @param name unique among the stack's resources of this kind
   * @param args what it is made from
   */
  constructor(name: string, args: ClientKeyArgs, opts?: pulumi.CustomResourceOptions) {
    super("ClientKey", name, args, opts);
  }
}
