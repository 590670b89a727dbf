// Made from the definitions by "npm run generate": edit those, not this.
import type { IResolvable, TerraformMetaArguments } from "cdktn";
import type { Construct } from "constructs";
import { KeysmithEphemeralResource } from "./elements";
import type { RootKey, StandardKey } from "./resources";
import type { Shape } from "./shape";

/** What {@link EphemeralKey} takes. */
export interface EphemeralKeyConfig extends Omit<TerraformMetaArguments, "provisioners" | "connection"> {
  /**
   * Whether to fetch the material too, which only a standard key gives, and only to who may read it.
   *
   * Left out: `false`.
   */
  readonly payload?: boolean | IResolvable | undefined;
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: that of a referenced resource, `ibm.instance` of the provider, or `KEYSMITH_IBM_INSTANCE`.
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
   * In place of `instance`. Left out: that of a referenced resource.
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
   * The key, by its CRN, its id or one of its aliases. A CRN says in which instance it is, whatever else does.
   *
   * Takes the resource itself, or its id.
   */
  readonly key: string | RootKey | StandardKey | IResolvable;
}

const ephemeralKeyShape: Shape = {
  name: "EphemeralKey",
  type: "keysmith_key",
  properties: {
    payload: { attribute: "payload", kind: "bool" },
    instance: { attribute: "instance", kind: "string", from: ["reference"], alternatives: ["instanceId"] },
    service: { attribute: "service", kind: "string", values: ["kms", "hs-crypto", "icp"], from: ["reference"] },
    instanceId: { attribute: "instance_id", kind: "string", from: ["reference"], alternatives: ["instance"] },
    url: { attribute: "url", kind: "string", from: ["reference"] },
    caFile: { attribute: "ca_file", kind: "string", from: ["reference"] },
    key: { attribute: "key", kind: "string", required: true, references: ["RootKey", "StandardKey"] },
  },
};

/**
 * One key: what the service tells of it and, of a standard key, its material.
 *
 * Asked anew in every run; nothing keeps the answer.
 */
export class EphemeralKey extends KeysmithEphemeralResource<EphemeralKeyConfig> {
  static readonly tfResourceType = "keysmith_key";

  /**
   * @param id unique in its scope
   * @param config what it is made from
   */
  constructor(scope: Construct, id: string, config: EphemeralKeyConfig) {
    super(scope, id, ephemeralKeyShape, config);
  }

  /** The id of the key, a UUID. */
  get id(): string {
    return this.getStringAttribute("id");
  }

  /** The name of the key. Names needn't differ. */
  get name(): string {
    return this.getStringAttribute("name");
  }

  /** `pre-activation`, `active`, `suspended` (disabled), `deactivated` (expired) or `destroyed` (deleted). */
  get state(): string {
    return this.getStringAttribute("state");
  }

  /** `false` for a root key, `true` for a standard key. */
  get extractable(): IResolvable {
    return this.getBooleanAttribute("extractable");
  }

  /** Whether the material was brought from outside. */
  get imported(): IResolvable {
    return this.getBooleanAttribute("imported");
  }

  /** Names by which the service takes the key, like its id. */
  get aliases(): string[] {
    return this.getListAttribute("aliases");
  }

  /** The key ring that the key is in. */
  get keyRing(): string {
    return this.getStringAttribute("key_ring");
  }

  /** When the key was made. */
  get creationDate(): string {
    return this.getStringAttribute("creation_date");
  }

  /** When the key was rotated last. */
  get lastRotateDate(): string {
    return this.getStringAttribute("last_rotate_date");
  }

  /** When the service deactivates the key. */
  get expirationDate(): string {
    return this.getStringAttribute("expiration_date");
  }

  /** The id of the newest version. */
  get keyVersion(): string {
    return this.getStringAttribute("key_version");
  }

  /** When the key was changed last. */
  get lastUpdateDate(): string {
    return this.getStringAttribute("last_update_date");
  }

  /** Of a deleted key: when it was deleted. */
  get deletionDate(): string {
    return this.getStringAttribute("deletion_date");
  }

  /** Of a deleted key: until when it can be restored. */
  get restoreExpirationDate(): string {
    return this.getStringAttribute("restore_expiration_date");
  }

  /** Words to find the key by. */
  get tags(): string[] {
    return this.getListAttribute("tags");
  }

  /** What a person should know about it. */
  get description(): string {
    return this.getStringAttribute("description");
  }

  /** The Cloud Resource Name of the key. Keys of IBM Cloud Private have none. */
  get crn(): string {
    return this.getStringAttribute("crn");
  }

  /** Whether to fetch the material too, which only a standard key gives, and only to who may read it. */
  get payload(): IResolvable {
    return this.getBooleanAttribute("payload");
  }

  /** The CRN of the Key Protect or Hyper Protect Crypto Services instance. */
  get instance(): string {
    return this.getStringAttribute("instance");
  }

  /**
   * What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud
   * Private). A CRN says it already.
   */
  get service(): string {
    return this.getStringAttribute("service");
  }

  /** The GUID of the instance, where there is no CRN: on IBM Cloud Private. */
  get instanceId(): string {
    return this.getStringAttribute("instance_id");
  }

  /**
   * Where the key API is reached, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the
   * vendor's endpoint. Plain http only to this machine.
   */
  get url(): string {
    return this.getStringAttribute("url");
  }

  /**
   * A PEM file with the authorities that sign the certificate of `url`, where it isn't one of the public ones:
   * the cluster's own CA, for one.
   */
  get caFile(): string {
    return this.getStringAttribute("ca_file");
  }

  /** The key, by its CRN, its id or one of its aliases. A CRN says in which instance it is, whatever else does. */
  get key(): string {
    return this.getStringAttribute("key");
  }
}

/** What {@link EphemeralWrap} takes. */
export interface EphemeralWrapConfig extends Omit<TerraformMetaArguments, "provisioners" | "connection"> {
  /**
   * What to wrap, in base64, at most 4096 bytes. Left out: the service makes a data encryption key of 32 bytes.
   *
   * Secret.
   */
  readonly plaintext?: string | IResolvable | undefined;
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: that of a referenced resource, `ibm.instance` of the provider, or `KEYSMITH_IBM_INSTANCE`.
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
   * In place of `instance`. Left out: that of a referenced resource.
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
   * The key, by its CRN, its id or one of its aliases. A CRN says in which instance it is, whatever else does.
   *
   * Takes the resource itself, or its id.
   */
  readonly key: string | RootKey | IResolvable;
  /**
   * Additional authenticated data: up to 126 texts of at most 255 characters, which must be the same for
   * unwrapping as for wrapping. They aren't secret. How the service counts isn't documented: what is beyond the
   * BMP, such as an emoji, counts as two here.
   *
   * Left out: `[]`.
   */
  readonly aad?: readonly (string | IResolvable)[] | IResolvable | undefined;
}

const ephemeralWrapShape: Shape = {
  name: "EphemeralWrap",
  type: "keysmith_wrap",
  properties: {
    plaintext: { attribute: "plaintext", kind: "string" },
    instance: { attribute: "instance", kind: "string", from: ["reference"], alternatives: ["instanceId"] },
    service: { attribute: "service", kind: "string", values: ["kms", "hs-crypto", "icp"], from: ["reference"] },
    instanceId: { attribute: "instance_id", kind: "string", from: ["reference"], alternatives: ["instance"] },
    url: { attribute: "url", kind: "string", from: ["reference"] },
    caFile: { attribute: "ca_file", kind: "string", from: ["reference"] },
    key: { attribute: "key", kind: "string", required: true, references: ["RootKey"] },
    aad: { attribute: "aad", kind: "string", many: "list" },
  },
};

/**
 * Encrypts a small secret, mostly a data encryption key, with a root key; or makes such a key and encrypts it.
 *
 * Asked anew in every run; nothing keeps the answer.
 */
export class EphemeralWrap extends KeysmithEphemeralResource<EphemeralWrapConfig> {
  static readonly tfResourceType = "keysmith_wrap";

  /**
   * @param id unique in its scope
   * @param config what it is made from
   */
  constructor(scope: Construct, id: string, config: EphemeralWrapConfig) {
    super(scope, id, ephemeralWrapShape, config);
  }

  /** What was wrapped: keep it, only the root key can open it. */
  get ciphertext(): string {
    return this.getStringAttribute("ciphertext");
  }

  /**
   * What to wrap, in base64, at most 4096 bytes. Left out: the service makes a data encryption key of 32 bytes.
   *
   * Secret.
   */
  get plaintext(): string {
    return this.getStringAttribute("plaintext");
  }

  /** The version of the key that the ciphertext was made with. */
  get keyVersion(): string {
    return this.getStringAttribute("key_version");
  }

  /** The CRN of the Key Protect or Hyper Protect Crypto Services instance. */
  get instance(): string {
    return this.getStringAttribute("instance");
  }

  /**
   * What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud
   * Private). A CRN says it already.
   */
  get service(): string {
    return this.getStringAttribute("service");
  }

  /** The GUID of the instance, where there is no CRN: on IBM Cloud Private. */
  get instanceId(): string {
    return this.getStringAttribute("instance_id");
  }

  /**
   * Where the key API is reached, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the
   * vendor's endpoint. Plain http only to this machine.
   */
  get url(): string {
    return this.getStringAttribute("url");
  }

  /**
   * A PEM file with the authorities that sign the certificate of `url`, where it isn't one of the public ones:
   * the cluster's own CA, for one.
   */
  get caFile(): string {
    return this.getStringAttribute("ca_file");
  }

  /** The key, by its CRN, its id or one of its aliases. A CRN says in which instance it is, whatever else does. */
  get key(): string {
    return this.getStringAttribute("key");
  }

  /**
   * Additional authenticated data: up to 126 texts of at most 255 characters, which must be the same for
   * unwrapping as for wrapping. They aren't secret. How the service counts isn't documented: what is beyond the
   * BMP, such as an emoji, counts as two here.
   */
  get aad(): string[] {
    return this.getListAttribute("aad");
  }
}

/** What {@link EphemeralUnwrap} takes. */
export interface EphemeralUnwrapConfig extends Omit<TerraformMetaArguments, "provisioners" | "connection"> {
  /** What `wrap` has answered. */
  readonly ciphertext: string | IResolvable;
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: that of a referenced resource, `ibm.instance` of the provider, or `KEYSMITH_IBM_INSTANCE`.
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
   * In place of `instance`. Left out: that of a referenced resource.
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
   * The key, by its CRN, its id or one of its aliases. A CRN says in which instance it is, whatever else does.
   *
   * Takes the resource itself, or its id.
   */
  readonly key: string | RootKey | IResolvable;
  /**
   * Additional authenticated data: up to 126 texts of at most 255 characters, which must be the same for
   * unwrapping as for wrapping. They aren't secret. How the service counts isn't documented: what is beyond the
   * BMP, such as an emoji, counts as two here.
   *
   * Left out: `[]`.
   */
  readonly aad?: readonly (string | IResolvable)[] | IResolvable | undefined;
}

const ephemeralUnwrapShape: Shape = {
  name: "EphemeralUnwrap",
  type: "keysmith_unwrap",
  properties: {
    ciphertext: { attribute: "ciphertext", kind: "string", required: true },
    instance: { attribute: "instance", kind: "string", from: ["reference"], alternatives: ["instanceId"] },
    service: { attribute: "service", kind: "string", values: ["kms", "hs-crypto", "icp"], from: ["reference"] },
    instanceId: { attribute: "instance_id", kind: "string", from: ["reference"], alternatives: ["instance"] },
    url: { attribute: "url", kind: "string", from: ["reference"] },
    caFile: { attribute: "ca_file", kind: "string", from: ["reference"] },
    key: { attribute: "key", kind: "string", required: true, references: ["RootKey"] },
    aad: { attribute: "aad", kind: "string", many: "list" },
  },
};

/**
 * Decrypts what a root key has wrapped, also with an earlier version of it.
 *
 * Asked anew in every run; nothing keeps the answer.
 */
export class EphemeralUnwrap extends KeysmithEphemeralResource<EphemeralUnwrapConfig> {
  static readonly tfResourceType = "keysmith_unwrap";

  /**
   * @param id unique in its scope
   * @param config what it is made from
   */
  constructor(scope: Construct, id: string, config: EphemeralUnwrapConfig) {
    super(scope, id, ephemeralUnwrapShape, config);
  }

  /**
   * What was wrapped, in base64.
   *
   * Secret.
   */
  get plaintext(): string {
    return this.getStringAttribute("plaintext");
  }

  /** What `wrap` has answered. */
  get ciphertext(): string {
    return this.getStringAttribute("ciphertext");
  }

  /** The version of the key that the ciphertext was made with. */
  get keyVersion(): string {
    return this.getStringAttribute("key_version");
  }

  /** The CRN of the Key Protect or Hyper Protect Crypto Services instance. */
  get instance(): string {
    return this.getStringAttribute("instance");
  }

  /**
   * What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud
   * Private). A CRN says it already.
   */
  get service(): string {
    return this.getStringAttribute("service");
  }

  /** The GUID of the instance, where there is no CRN: on IBM Cloud Private. */
  get instanceId(): string {
    return this.getStringAttribute("instance_id");
  }

  /**
   * Where the key API is reached, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the
   * vendor's endpoint. Plain http only to this machine.
   */
  get url(): string {
    return this.getStringAttribute("url");
  }

  /**
   * A PEM file with the authorities that sign the certificate of `url`, where it isn't one of the public ones:
   * the cluster's own CA, for one.
   */
  get caFile(): string {
    return this.getStringAttribute("ca_file");
  }

  /** The key, by its CRN, its id or one of its aliases. A CRN says in which instance it is, whatever else does. */
  get key(): string {
    return this.getStringAttribute("key");
  }

  /**
   * Additional authenticated data: up to 126 texts of at most 255 characters, which must be the same for
   * unwrapping as for wrapping. They aren't secret. How the service counts isn't documented: what is beyond the
   * BMP, such as an emoji, counts as two here.
   */
  get aad(): string[] {
    return this.getListAttribute("aad");
  }
}

/** What {@link EphemeralRewrap} takes. */
export interface EphemeralRewrapConfig extends Omit<TerraformMetaArguments, "provisioners" | "connection"> {
  /** What `wrap` has answered. */
  readonly ciphertext: string | IResolvable;
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: that of a referenced resource, `ibm.instance` of the provider, or `KEYSMITH_IBM_INSTANCE`.
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
   * In place of `instance`. Left out: that of a referenced resource.
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
   * The key, by its CRN, its id or one of its aliases. A CRN says in which instance it is, whatever else does.
   *
   * Takes the resource itself, or its id.
   */
  readonly key: string | RootKey | IResolvable;
  /**
   * Additional authenticated data: up to 126 texts of at most 255 characters, which must be the same for
   * unwrapping as for wrapping. They aren't secret. How the service counts isn't documented: what is beyond the
   * BMP, such as an emoji, counts as two here.
   *
   * Left out: `[]`.
   */
  readonly aad?: readonly (string | IResolvable)[] | IResolvable | undefined;
}

const ephemeralRewrapShape: Shape = {
  name: "EphemeralRewrap",
  type: "keysmith_rewrap",
  properties: {
    ciphertext: { attribute: "ciphertext", kind: "string", required: true },
    instance: { attribute: "instance", kind: "string", from: ["reference"], alternatives: ["instanceId"] },
    service: { attribute: "service", kind: "string", values: ["kms", "hs-crypto", "icp"], from: ["reference"] },
    instanceId: { attribute: "instance_id", kind: "string", from: ["reference"], alternatives: ["instance"] },
    url: { attribute: "url", kind: "string", from: ["reference"] },
    caFile: { attribute: "ca_file", kind: "string", from: ["reference"] },
    key: { attribute: "key", kind: "string", required: true, references: ["RootKey"] },
    aad: { attribute: "aad", kind: "string", many: "list" },
  },
};

/**
 * Wraps a ciphertext anew with the newest version of its root key, without showing what is in it.
 *
 * Asked anew in every run; nothing keeps the answer.
 */
export class EphemeralRewrap extends KeysmithEphemeralResource<EphemeralRewrapConfig> {
  static readonly tfResourceType = "keysmith_rewrap";

  /**
   * @param id unique in its scope
   * @param config what it is made from
   */
  constructor(scope: Construct, id: string, config: EphemeralRewrapConfig) {
    super(scope, id, ephemeralRewrapShape, config);
  }

  /** What `wrap` has answered. */
  get ciphertext(): string {
    return this.getStringAttribute("ciphertext");
  }

  /** The version of the key that the ciphertext was made with. */
  get keyVersion(): string {
    return this.getStringAttribute("key_version");
  }

  /** The version of the key that it is wrapped with now. */
  get rewrappedKeyVersion(): string {
    return this.getStringAttribute("rewrapped_key_version");
  }

  /** The CRN of the Key Protect or Hyper Protect Crypto Services instance. */
  get instance(): string {
    return this.getStringAttribute("instance");
  }

  /**
   * What kind of instance: `kms` (Key Protect), `hs-crypto` (Hyper Protect Crypto Services) or `icp` (IBM Cloud
   * Private). A CRN says it already.
   */
  get service(): string {
    return this.getStringAttribute("service");
  }

  /** The GUID of the instance, where there is no CRN: on IBM Cloud Private. */
  get instanceId(): string {
    return this.getStringAttribute("instance_id");
  }

  /**
   * Where the key API is reached, as `https://host:port`: needed on IBM Cloud Private, elsewhere in place of the
   * vendor's endpoint. Plain http only to this machine.
   */
  get url(): string {
    return this.getStringAttribute("url");
  }

  /**
   * A PEM file with the authorities that sign the certificate of `url`, where it isn't one of the public ones:
   * the cluster's own CA, for one.
   */
  get caFile(): string {
    return this.getStringAttribute("ca_file");
  }

  /** The key, by its CRN, its id or one of its aliases. A CRN says in which instance it is, whatever else does. */
  get key(): string {
    return this.getStringAttribute("key");
  }

  /**
   * Additional authenticated data: up to 126 texts of at most 255 characters, which must be the same for
   * unwrapping as for wrapping. They aren't secret. How the service counts isn't documented: what is beyond the
   * BMP, such as an emoji, counts as two here.
   */
  get aad(): string[] {
    return this.getListAttribute("aad");
  }
}
