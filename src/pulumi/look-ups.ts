// Made from the definitions by "npm run generate": edit those, not this.
import type * as pulumi from "@pulumi/pulumi";
import { lookUp, lookUpOutput } from "./look-up";
import type { KeyRing, RootKey, StandardKey } from "./resources";

/** What {@link getKmsInstance} takes. */
export interface GetKmsInstanceArgs {
  /** The id of the instance, `kst-…`. */
  readonly instanceId: string;
  /**
   * The region of the object.
   *
   * Left out: the configuration `keysmith:region`, or `ALIBABA_CLOUD_REGION_ID`.
   */
  readonly region?: string | undefined;
}

/** What {@link getKmsInstanceOutput} takes. */
export interface GetKmsInstanceOutputArgs {
  /** The id of the instance, `kst-…`. */
  readonly instanceId: pulumi.Input<string>;
  /**
   * The region of the object.
   *
   * Left out: the configuration `keysmith:region`, or `ALIBABA_CLOUD_REGION_ID`.
   */
  readonly region?: pulumi.Input<string | undefined> | undefined;
}

/** The answer of {@link getKmsInstance}. */
export interface GetKmsInstanceResult {
  /** The id of the instance. */
  readonly instanceId: string;
  /** What the instance is called in the console. */
  readonly instanceName: string;
  /** Always `Connected`: an instance that can't be used is an error. */
  readonly status: string;
  /** The host that the vendor's SDKs take as endpoint, without `https://`. */
  readonly endpoint: string;
  /** The certificates, in PEM, that sign the instance's own. */
  readonly caCertificateChainPem: string;
  /** When the subscription ends, as the service writes it; absent for an instance that is paid by use. */
  readonly endDate?: string | undefined;
}

/** What an application needs to know of a KMS instance: its endpoint and the certificates that it trusts. */
export async function getKmsInstance(args: GetKmsInstanceArgs): Promise<GetKmsInstanceResult> {
  return (await lookUp("getKmsInstance", args)) as unknown as GetKmsInstanceResult;
}

/**
 * What an application needs to know of a KMS instance: its endpoint and the certificates that it trusts.
 *
 * Takes outputs as arguments too.
 */
export function getKmsInstanceOutput(args: GetKmsInstanceOutputArgs): pulumi.Output<GetKmsInstanceResult> {
  return lookUpOutput("getKmsInstance", args) as unknown as pulumi.Output<GetKmsInstanceResult>;
}

/** What {@link listKeys} takes. */
export interface ListKeysArgs {
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: the configuration `keysmith:ibm.instance`, or `KEYSMITH_IBM_INSTANCE`.
   */
  readonly instance?: string | undefined;
  /**
   * What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud
   * Private). A CRN says it already.
   */
  readonly service?: "kms" | "hs-crypto" | "icp" | undefined;
  /**
   * The GUID of the instance, where there is no CRN: on IBM Cloud Private.
   *
   * In place of `instance`.
   */
  readonly instanceId?: string | undefined;
  /**
   * Where the key API is reached, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the
   * vendor's endpoint. Plain http only to this machine.
   */
  readonly url?: string | undefined;
  /**
   * A PEM file with the authorities that sign the certificate of `url`, where it isn't one of the public ones:
   * the cluster's own CA, for one.
   */
  readonly caFile?: string | undefined;
  /**
   * Only keys in these states: `pre-activation`, `active`, `suspended` (disabled), `deactivated` (expired),
   * `destroyed` (deleted). Left out: all but deleted ones.
   *
   * The order means nothing.
   */
  readonly states?: ("pre-activation" | "active" | "suspended" | "deactivated" | "destroyed")[] | undefined;
  /** Only standard keys (`true`), or only root keys (`false`). */
  readonly extractable?: boolean | undefined;
  /**
   * Only keys of which this holds, in the service's own language, such as
   * `creationDate=gte:"2026-01-01T00:00:00Z"`. It takes the place of `states` and `extractable`.
   */
  readonly filter?: string | undefined;
  /**
   * Only keys whose name or alias holds this text; with the service's prefixes `exact:`, `not:`, `name:`,
   * `alias:` and `escape:`.
   */
  readonly search?: string | undefined;
  /** Only keys in this key ring. Left out: of all rings. */
  readonly keyRing?: string | undefined;
  /**
   * By what the keys are sorted: `id`, `state`, `extractable`, `imported`, `creationDate`, `lastUpdateDate`,
   * `lastRotateDate`, `deletionDate`, `expirationDate`, with `-` in front for descending. Left out: by `id`.
   */
  readonly sort?: string | undefined;
}

/** What {@link listKeysOutput} takes. */
export interface ListKeysOutputArgs {
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: that of a referenced resource, the configuration `keysmith:ibm.instance`, or
   * `KEYSMITH_IBM_INSTANCE`.
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
   * In place of `instance`. Left out: that of a referenced resource.
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
   * Only keys in these states: `pre-activation`, `active`, `suspended` (disabled), `deactivated` (expired),
   * `destroyed` (deleted). Left out: all but deleted ones.
   *
   * The order means nothing.
   */
  readonly states?:
    | pulumi.Input<pulumi.Input<"pre-activation" | "active" | "suspended" | "deactivated" | "destroyed">[] | undefined>
    | undefined;
  /** Only standard keys (`true`), or only root keys (`false`). */
  readonly extractable?: pulumi.Input<boolean | undefined> | undefined;
  /**
   * Only keys of which this holds, in the service's own language, such as
   * `creationDate=gte:"2026-01-01T00:00:00Z"`. It takes the place of `states` and `extractable`.
   */
  readonly filter?: pulumi.Input<string | undefined> | undefined;
  /**
   * Only keys whose name or alias holds this text; with the service's prefixes `exact:`, `not:`, `name:`,
   * `alias:` and `escape:`.
   */
  readonly search?: pulumi.Input<string | undefined> | undefined;
  /**
   * Only keys in this key ring. Left out: of all rings.
   *
   * Takes the resource itself, or its name.
   */
  readonly keyRing?: pulumi.Input<string | undefined> | KeyRing | undefined;
  /**
   * By what the keys are sorted: `id`, `state`, `extractable`, `imported`, `creationDate`, `lastUpdateDate`,
   * `lastRotateDate`, `deletionDate`, `expirationDate`, with `-` in front for descending. Left out: by `id`.
   */
  readonly sort?: pulumi.Input<string | undefined> | undefined;
}

/** The keys. */
export interface ListKeysResultKeys {
  /** The id of the key, a UUID. */
  readonly id: string;
  /** The name of the key. Names needn't differ. */
  readonly name: string;
  /** `pre-activation`, `active`, `suspended` (disabled), `deactivated` (expired) or `destroyed` (deleted). */
  readonly state: string;
  /** `false` for a root key, `true` for a standard key. */
  readonly extractable: boolean;
  /** Whether the material was brought from outside. */
  readonly imported?: boolean | undefined;
  /** Names by which the service takes the key, like its id. */
  readonly aliases: string[];
  /** The key ring that the key is in. */
  readonly keyRing?: string | undefined;
  /** When the key was made. */
  readonly creationDate?: string | undefined;
  /** When the key was rotated last. */
  readonly lastRotateDate?: string | undefined;
  /** When the service deactivates the key. */
  readonly expirationDate?: string | undefined;
  /** The id of the newest version. */
  readonly keyVersion?: string | undefined;
  /** When the key was changed last. */
  readonly lastUpdateDate?: string | undefined;
  /** Of a deleted key: when it was deleted. */
  readonly deletionDate?: string | undefined;
  /** Of a deleted key: until when it can be restored. */
  readonly restoreExpirationDate?: string | undefined;
  /** Words to find the key by. */
  readonly tags: string[];
  /** What a person should know about it. */
  readonly description?: string | undefined;
  /** The Cloud Resource Name of the key. Keys of IBM Cloud Private have none. */
  readonly crn?: string | undefined;
}

/** The answer of {@link listKeys}. */
export interface ListKeysResult {
  /** The keys. */
  readonly keys: ListKeysResultKeys[];
}

/** The keys of an instance, all pages of the list, without their material. */
export async function listKeys(args: ListKeysArgs = {}): Promise<ListKeysResult> {
  return (await lookUp("listKeys", args)) as unknown as ListKeysResult;
}

/**
 * The keys of an instance, all pages of the list, without their material.
 *
 * Takes outputs as arguments too.
 */
export function listKeysOutput(args: ListKeysOutputArgs = {}): pulumi.Output<ListKeysResult> {
  return lookUpOutput("listKeys", args) as unknown as pulumi.Output<ListKeysResult>;
}

/** What {@link countKeys} takes. */
export interface CountKeysArgs {
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: the configuration `keysmith:ibm.instance`, or `KEYSMITH_IBM_INSTANCE`.
   */
  readonly instance?: string | undefined;
  /**
   * What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud
   * Private). A CRN says it already.
   */
  readonly service?: "kms" | "hs-crypto" | "icp" | undefined;
  /**
   * The GUID of the instance, where there is no CRN: on IBM Cloud Private.
   *
   * In place of `instance`.
   */
  readonly instanceId?: string | undefined;
  /**
   * Where the key API is reached, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the
   * vendor's endpoint. Plain http only to this machine.
   */
  readonly url?: string | undefined;
  /**
   * A PEM file with the authorities that sign the certificate of `url`, where it isn't one of the public ones:
   * the cluster's own CA, for one.
   */
  readonly caFile?: string | undefined;
  /**
   * Only keys in these states: `pre-activation`, `active`, `suspended` (disabled), `deactivated` (expired),
   * `destroyed` (deleted). Left out: all but deleted ones.
   *
   * The order means nothing.
   */
  readonly states?: ("pre-activation" | "active" | "suspended" | "deactivated" | "destroyed")[] | undefined;
  /** Only standard keys (`true`), or only root keys (`false`). */
  readonly extractable?: boolean | undefined;
  /**
   * Only keys of which this holds, in the service's own language, such as
   * `creationDate=gte:"2026-01-01T00:00:00Z"`. It takes the place of `states` and `extractable`.
   */
  readonly filter?: string | undefined;
}

/** What {@link countKeysOutput} takes. */
export interface CountKeysOutputArgs {
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: the configuration `keysmith:ibm.instance`, or `KEYSMITH_IBM_INSTANCE`.
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
   * In place of `instance`.
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
   * Only keys in these states: `pre-activation`, `active`, `suspended` (disabled), `deactivated` (expired),
   * `destroyed` (deleted). Left out: all but deleted ones.
   *
   * The order means nothing.
   */
  readonly states?:
    | pulumi.Input<pulumi.Input<"pre-activation" | "active" | "suspended" | "deactivated" | "destroyed">[] | undefined>
    | undefined;
  /** Only standard keys (`true`), or only root keys (`false`). */
  readonly extractable?: pulumi.Input<boolean | undefined> | undefined;
  /**
   * Only keys of which this holds, in the service's own language, such as
   * `creationDate=gte:"2026-01-01T00:00:00Z"`. It takes the place of `states` and `extractable`.
   */
  readonly filter?: pulumi.Input<string | undefined> | undefined;
}

/** The answer of {@link countKeys}. */
export interface CountKeysResult {
  /** The number of keys. */
  readonly count: number;
}

/** How many keys an instance has. */
export async function countKeys(args: CountKeysArgs = {}): Promise<CountKeysResult> {
  return (await lookUp("countKeys", args)) as unknown as CountKeysResult;
}

/**
 * How many keys an instance has.
 *
 * Takes outputs as arguments too.
 */
export function countKeysOutput(args: CountKeysOutputArgs = {}): pulumi.Output<CountKeysResult> {
  return lookUpOutput("countKeys", args) as unknown as pulumi.Output<CountKeysResult>;
}

/** What {@link getKey} takes. */
export interface GetKeyArgs {
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: the configuration `keysmith:ibm.instance`, or `KEYSMITH_IBM_INSTANCE`.
   */
  readonly instance?: string | undefined;
  /**
   * What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud
   * Private). A CRN says it already.
   */
  readonly service?: "kms" | "hs-crypto" | "icp" | undefined;
  /**
   * The GUID of the instance, where there is no CRN: on IBM Cloud Private.
   *
   * In place of `instance`.
   */
  readonly instanceId?: string | undefined;
  /**
   * Where the key API is reached, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the
   * vendor's endpoint. Plain http only to this machine.
   */
  readonly url?: string | undefined;
  /**
   * A PEM file with the authorities that sign the certificate of `url`, where it isn't one of the public ones:
   * the cluster's own CA, for one.
   */
  readonly caFile?: string | undefined;
  /** The key, by its CRN, its id or one of its aliases. A CRN says in which instance it is, whatever else does. */
  readonly key: string;
  /**
   * Whether to fetch the material too, which only a standard key gives, and only to who may read it.
   *
   * Left out: `false`.
   */
  readonly payload?: boolean | undefined;
}

/** What {@link getKeyOutput} takes. */
export interface GetKeyOutputArgs {
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: that of a referenced resource, the configuration `keysmith:ibm.instance`, or
   * `KEYSMITH_IBM_INSTANCE`.
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
   * In place of `instance`. Left out: that of a referenced resource.
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
   * The key, by its CRN, its id or one of its aliases. A CRN says in which instance it is, whatever else does.
   *
   * Takes the resource itself, or its id.
   */
  readonly key: pulumi.Input<string> | RootKey | StandardKey;
  /**
   * Whether to fetch the material too, which only a standard key gives, and only to who may read it.
   *
   * Left out: `false`.
   */
  readonly payload?: pulumi.Input<boolean | undefined> | undefined;
}

/** The answer of {@link getKey}. */
export interface GetKeyResult {
  /** The id of the key, a UUID. */
  readonly id: string;
  /** The name of the key. Names needn't differ. */
  readonly name: string;
  /** `pre-activation`, `active`, `suspended` (disabled), `deactivated` (expired) or `destroyed` (deleted). */
  readonly state: string;
  /** `false` for a root key, `true` for a standard key. */
  readonly extractable: boolean;
  /** Whether the material was brought from outside. */
  readonly imported?: boolean | undefined;
  /** Names by which the service takes the key, like its id. */
  readonly aliases: string[];
  /** The key ring that the key is in. */
  readonly keyRing?: string | undefined;
  /** When the key was made. */
  readonly creationDate?: string | undefined;
  /** When the key was rotated last. */
  readonly lastRotateDate?: string | undefined;
  /** When the service deactivates the key. */
  readonly expirationDate?: string | undefined;
  /** The id of the newest version. */
  readonly keyVersion?: string | undefined;
  /** When the key was changed last. */
  readonly lastUpdateDate?: string | undefined;
  /** Of a deleted key: when it was deleted. */
  readonly deletionDate?: string | undefined;
  /** Of a deleted key: until when it can be restored. */
  readonly restoreExpirationDate?: string | undefined;
  /** Words to find the key by. */
  readonly tags: string[];
  /** What a person should know about it. */
  readonly description?: string | undefined;
  /** The Cloud Resource Name of the key. Keys of IBM Cloud Private have none. */
  readonly crn?: string | undefined;
  /**
   * The material in base64, when it was asked for. A root key gives none.
   *
   * Secret.
   */
  readonly payload?: string | undefined;
}

/** One key: what the service tells of it and, of a standard key, its material. */
export async function getKey(args: GetKeyArgs): Promise<GetKeyResult> {
  return (await lookUp("getKey", args)) as unknown as GetKeyResult;
}

/**
 * One key: what the service tells of it and, of a standard key, its material.
 *
 * Takes outputs as arguments too.
 *
 * All of the answer is secret when there is a secret in it or in the arguments: `pulumi.unsecret` takes the
 * mark off a part that needs none.
 */
export function getKeyOutput(args: GetKeyOutputArgs): pulumi.Output<GetKeyResult> {
  return lookUpOutput("getKey", args) as unknown as pulumi.Output<GetKeyResult>;
}

/** What {@link wrap} takes. */
export interface WrapArgs {
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: the configuration `keysmith:ibm.instance`, or `KEYSMITH_IBM_INSTANCE`.
   */
  readonly instance?: string | undefined;
  /**
   * What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud
   * Private). A CRN says it already.
   */
  readonly service?: "kms" | "hs-crypto" | "icp" | undefined;
  /**
   * The GUID of the instance, where there is no CRN: on IBM Cloud Private.
   *
   * In place of `instance`.
   */
  readonly instanceId?: string | undefined;
  /**
   * Where the key API is reached, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the
   * vendor's endpoint. Plain http only to this machine.
   */
  readonly url?: string | undefined;
  /**
   * A PEM file with the authorities that sign the certificate of `url`, where it isn't one of the public ones:
   * the cluster's own CA, for one.
   */
  readonly caFile?: string | undefined;
  /** The key, by its CRN, its id or one of its aliases. A CRN says in which instance it is, whatever else does. */
  readonly key: string;
  /**
   * What to wrap, in base64, at most 4096 bytes. Left out: the service makes a data encryption key of 32 bytes.
   *
   * Secret.
   */
  readonly plaintext?: string | undefined;
  /**
   * Additional authenticated data: up to 126 texts of at most 255 characters, which must be the same for
   * unwrapping as for wrapping. They aren't secret. How the service counts isn't documented: what is beyond the
   * BMP, such as an emoji, counts as two here.
   *
   * Left out: `[]`.
   */
  readonly aad?: string[] | undefined;
}

/** What {@link wrapOutput} takes. */
export interface WrapOutputArgs {
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: that of a referenced resource, the configuration `keysmith:ibm.instance`, or
   * `KEYSMITH_IBM_INSTANCE`.
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
   * In place of `instance`. Left out: that of a referenced resource.
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
   * The key, by its CRN, its id or one of its aliases. A CRN says in which instance it is, whatever else does.
   *
   * Takes the resource itself, or its id.
   */
  readonly key: pulumi.Input<string> | RootKey;
  /**
   * What to wrap, in base64, at most 4096 bytes. Left out: the service makes a data encryption key of 32 bytes.
   *
   * Secret.
   */
  readonly plaintext?: pulumi.Input<string | undefined> | undefined;
  /**
   * Additional authenticated data: up to 126 texts of at most 255 characters, which must be the same for
   * unwrapping as for wrapping. They aren't secret. How the service counts isn't documented: what is beyond the
   * BMP, such as an emoji, counts as two here.
   *
   * Left out: `[]`.
   */
  readonly aad?: pulumi.Input<pulumi.Input<string>[] | undefined> | undefined;
}

/** The answer of {@link wrap}. */
export interface WrapResult {
  /** What was wrapped: keep it, only the root key can open it. */
  readonly ciphertext: string;
  /**
   * The data encryption key in base64, when the service made it.
   *
   * Secret.
   */
  readonly plaintext?: string | undefined;
  /** The version of the key that the ciphertext was made with. */
  readonly keyVersion?: string | undefined;
}

/** Encrypts a small secret, mostly a data encryption key, with a root key; or makes such a key and encrypts it. */
export async function wrap(args: WrapArgs): Promise<WrapResult> {
  return (await lookUp("wrap", args)) as unknown as WrapResult;
}

/**
 * Encrypts a small secret, mostly a data encryption key, with a root key; or makes such a key and encrypts it.
 *
 * Takes outputs as arguments too.
 *
 * All of the answer is secret when there is a secret in it or in the arguments: `pulumi.unsecret` takes the
 * mark off a part that needs none.
 */
export function wrapOutput(args: WrapOutputArgs): pulumi.Output<WrapResult> {
  return lookUpOutput("wrap", args) as unknown as pulumi.Output<WrapResult>;
}

/** What {@link unwrap} takes. */
export interface UnwrapArgs {
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: the configuration `keysmith:ibm.instance`, or `KEYSMITH_IBM_INSTANCE`.
   */
  readonly instance?: string | undefined;
  /**
   * What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud
   * Private). A CRN says it already.
   */
  readonly service?: "kms" | "hs-crypto" | "icp" | undefined;
  /**
   * The GUID of the instance, where there is no CRN: on IBM Cloud Private.
   *
   * In place of `instance`.
   */
  readonly instanceId?: string | undefined;
  /**
   * Where the key API is reached, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the
   * vendor's endpoint. Plain http only to this machine.
   */
  readonly url?: string | undefined;
  /**
   * A PEM file with the authorities that sign the certificate of `url`, where it isn't one of the public ones:
   * the cluster's own CA, for one.
   */
  readonly caFile?: string | undefined;
  /** The key, by its CRN, its id or one of its aliases. A CRN says in which instance it is, whatever else does. */
  readonly key: string;
  /** What `wrap` has answered. */
  readonly ciphertext: string;
  /**
   * Additional authenticated data: up to 126 texts of at most 255 characters, which must be the same for
   * unwrapping as for wrapping. They aren't secret. How the service counts isn't documented: what is beyond the
   * BMP, such as an emoji, counts as two here.
   *
   * Left out: `[]`.
   */
  readonly aad?: string[] | undefined;
}

/** What {@link unwrapOutput} takes. */
export interface UnwrapOutputArgs {
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: that of a referenced resource, the configuration `keysmith:ibm.instance`, or
   * `KEYSMITH_IBM_INSTANCE`.
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
   * In place of `instance`. Left out: that of a referenced resource.
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
   * The key, by its CRN, its id or one of its aliases. A CRN says in which instance it is, whatever else does.
   *
   * Takes the resource itself, or its id.
   */
  readonly key: pulumi.Input<string> | RootKey;
  /** What `wrap` has answered. */
  readonly ciphertext: pulumi.Input<string>;
  /**
   * Additional authenticated data: up to 126 texts of at most 255 characters, which must be the same for
   * unwrapping as for wrapping. They aren't secret. How the service counts isn't documented: what is beyond the
   * BMP, such as an emoji, counts as two here.
   *
   * Left out: `[]`.
   */
  readonly aad?: pulumi.Input<pulumi.Input<string>[] | undefined> | undefined;
}

/** The answer of {@link unwrap}. */
export interface UnwrapResult {
  /**
   * What was wrapped, in base64.
   *
   * Secret.
   */
  readonly plaintext: string;
  /**
   * The same, wrapped with the newest version of the key, when it was rotated since: keep it in place of the old
   * one.
   */
  readonly ciphertext?: string | undefined;
  /** The version of the key that the ciphertext was made with. */
  readonly keyVersion?: string | undefined;
}

/** Decrypts what a root key has wrapped, also with an earlier version of it. */
export async function unwrap(args: UnwrapArgs): Promise<UnwrapResult> {
  return (await lookUp("unwrap", args)) as unknown as UnwrapResult;
}

/**
 * Decrypts what a root key has wrapped, also with an earlier version of it.
 *
 * Takes outputs as arguments too.
 *
 * All of the answer is secret when there is a secret in it or in the arguments: `pulumi.unsecret` takes the
 * mark off a part that needs none.
 */
export function unwrapOutput(args: UnwrapOutputArgs): pulumi.Output<UnwrapResult> {
  return lookUpOutput("unwrap", args) as unknown as pulumi.Output<UnwrapResult>;
}

/** What {@link rewrap} takes. */
export interface RewrapArgs {
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: the configuration `keysmith:ibm.instance`, or `KEYSMITH_IBM_INSTANCE`.
   */
  readonly instance?: string | undefined;
  /**
   * What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud
   * Private). A CRN says it already.
   */
  readonly service?: "kms" | "hs-crypto" | "icp" | undefined;
  /**
   * The GUID of the instance, where there is no CRN: on IBM Cloud Private.
   *
   * In place of `instance`.
   */
  readonly instanceId?: string | undefined;
  /**
   * Where the key API is reached, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the
   * vendor's endpoint. Plain http only to this machine.
   */
  readonly url?: string | undefined;
  /**
   * A PEM file with the authorities that sign the certificate of `url`, where it isn't one of the public ones:
   * the cluster's own CA, for one.
   */
  readonly caFile?: string | undefined;
  /** The key, by its CRN, its id or one of its aliases. A CRN says in which instance it is, whatever else does. */
  readonly key: string;
  /** What `wrap` has answered. */
  readonly ciphertext: string;
  /**
   * Additional authenticated data: up to 126 texts of at most 255 characters, which must be the same for
   * unwrapping as for wrapping. They aren't secret. How the service counts isn't documented: what is beyond the
   * BMP, such as an emoji, counts as two here.
   *
   * Left out: `[]`.
   */
  readonly aad?: string[] | undefined;
}

/** What {@link rewrapOutput} takes. */
export interface RewrapOutputArgs {
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: that of a referenced resource, the configuration `keysmith:ibm.instance`, or
   * `KEYSMITH_IBM_INSTANCE`.
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
   * In place of `instance`. Left out: that of a referenced resource.
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
   * The key, by its CRN, its id or one of its aliases. A CRN says in which instance it is, whatever else does.
   *
   * Takes the resource itself, or its id.
   */
  readonly key: pulumi.Input<string> | RootKey;
  /** What `wrap` has answered. */
  readonly ciphertext: pulumi.Input<string>;
  /**
   * Additional authenticated data: up to 126 texts of at most 255 characters, which must be the same for
   * unwrapping as for wrapping. They aren't secret. How the service counts isn't documented: what is beyond the
   * BMP, such as an emoji, counts as two here.
   *
   * Left out: `[]`.
   */
  readonly aad?: pulumi.Input<pulumi.Input<string>[] | undefined> | undefined;
}

/** The answer of {@link rewrap}. */
export interface RewrapResult {
  /** The new ciphertext: keep it in place of the old one. */
  readonly ciphertext: string;
  /** The version of the key that the ciphertext was made with. */
  readonly keyVersion?: string | undefined;
  /** The version of the key that it is wrapped with now. */
  readonly rewrappedKeyVersion?: string | undefined;
}

/** Wraps a ciphertext anew with the newest version of its root key, without showing what is in it. */
export async function rewrap(args: RewrapArgs): Promise<RewrapResult> {
  return (await lookUp("rewrap", args)) as unknown as RewrapResult;
}

/**
 * Wraps a ciphertext anew with the newest version of its root key, without showing what is in it.
 *
 * Takes outputs as arguments too.
 */
export function rewrapOutput(args: RewrapOutputArgs): pulumi.Output<RewrapResult> {
  return lookUpOutput("rewrap", args) as unknown as pulumi.Output<RewrapResult>;
}

/** What {@link rotateKey} takes. */
export interface RotateKeyArgs {
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: the configuration `keysmith:ibm.instance`, or `KEYSMITH_IBM_INSTANCE`.
   */
  readonly instance?: string | undefined;
  /**
   * What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud
   * Private). A CRN says it already.
   */
  readonly service?: "kms" | "hs-crypto" | "icp" | undefined;
  /**
   * The GUID of the instance, where there is no CRN: on IBM Cloud Private.
   *
   * In place of `instance`.
   */
  readonly instanceId?: string | undefined;
  /**
   * Where the key API is reached, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the
   * vendor's endpoint. Plain http only to this machine.
   */
  readonly url?: string | undefined;
  /**
   * A PEM file with the authorities that sign the certificate of `url`, where it isn't one of the public ones:
   * the cluster's own CA, for one.
   */
  readonly caFile?: string | undefined;
  /** The key, by its CRN, its id or one of its aliases. A CRN says in which instance it is, whatever else does. */
  readonly key: string;
  /**
   * The new material in base64: needed for an imported key, and refused for one that the service made.
   *
   * Secret.
   */
  readonly payload?: string | undefined;
}

/** What {@link rotateKeyOutput} takes. */
export interface RotateKeyOutputArgs {
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: that of a referenced resource, the configuration `keysmith:ibm.instance`, or
   * `KEYSMITH_IBM_INSTANCE`.
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
   * In place of `instance`. Left out: that of a referenced resource.
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
   * The key, by its CRN, its id or one of its aliases. A CRN says in which instance it is, whatever else does.
   *
   * Takes the resource itself, or its id.
   */
  readonly key: pulumi.Input<string> | RootKey;
  /**
   * The new material in base64: needed for an imported key, and refused for one that the service made.
   *
   * Secret.
   */
  readonly payload?: pulumi.Input<string | undefined> | undefined;
}

/** The answer of {@link rotateKey}. */
export interface RotateKeyResult {
  /** The id of the key, which stays. */
  readonly id: string;
  /** The id of the new version. */
  readonly keyVersion?: string | undefined;
  /** When the key was rotated. */
  readonly lastRotateDate?: string | undefined;
}

/**
 * Gives a root key new material, at once. What it has wrapped before it still unwraps. For a rotation by time,
 * declare it with `rotation` of a RootKey.
 *
 * It acts at the service, so a preview refuses it: use `rotateKeyOutput` where a program has previews.
 */
export async function rotateKey(args: RotateKeyArgs): Promise<RotateKeyResult> {
  return (await lookUp("rotateKey", args)) as unknown as RotateKeyResult;
}

/**
 * Gives a root key new material, at once. What it has wrapped before it still unwraps. For a rotation by time,
 * declare it with `rotation` of a RootKey.
 *
 * Takes outputs as arguments too.
 *
 * It acts at the service, so a preview doesn't call it: the answer isn't known there.
 *
 * All of the answer is secret when there is a secret in it or in the arguments: `pulumi.unsecret` takes the
 * mark off a part that needs none.
 */
export function rotateKeyOutput(args: RotateKeyOutputArgs): pulumi.Output<RotateKeyResult> {
  return lookUpOutput("rotateKey", args) as unknown as pulumi.Output<RotateKeyResult>;
}
