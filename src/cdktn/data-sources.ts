// Made from the definitions by "npm run generate": edit those, not this.
import { ComplexList, ComplexObject, Fn, type IResolvable, type TerraformMetaArguments } from "cdktn";
import type { Construct } from "constructs";
import { KeysmithDataSource } from "./elements";
import type { KeyRing, RootKey, StandardKey } from "./resources";
import type { Shape } from "./shape";

/** What {@link DataKmsInstance} takes. */
export interface DataKmsInstanceConfig extends Omit<TerraformMetaArguments, "provisioners" | "connection"> {
  /** The id of the instance, `kst-…`. */
  readonly instanceId: string | IResolvable;
  /**
   * The region of the object.
   *
   * Left out: `region` of the provider, or `ALIBABA_CLOUD_REGION_ID`.
   */
  readonly region?: string | IResolvable | undefined;
}

const dataKmsInstanceShape: Shape = {
  name: "DataKmsInstance",
  type: "keysmith_kms_instance",
  properties: {
    instanceId: { attribute: "instance_id", kind: "string", required: true },
    region: { attribute: "region", kind: "string" },
  },
};

/**
 * What an application needs to know of a KMS instance: its endpoint and the certificates that it trusts.
 *
 * The state keeps the answer, without the secrets in it.
 */
export class DataKmsInstance extends KeysmithDataSource<DataKmsInstanceConfig> {
  static readonly tfResourceType = "keysmith_kms_instance";

  /**
   * @param id unique in its scope
   * @param config what it is made from
   */
  constructor(scope: Construct, id: string, config: DataKmsInstanceConfig) {
    super(scope, id, dataKmsInstanceShape, config);
  }

  /** The id of the instance, `kst-…`. */
  get instanceId(): string {
    return this.getStringAttribute("instance_id");
  }

  /** What the instance is called in the console. */
  get instanceName(): string {
    return this.getStringAttribute("instance_name");
  }

  /** Always `Connected`: an instance that can't be used is an error. */
  get status(): string {
    return this.getStringAttribute("status");
  }

  /** The host that the vendor's SDKs take as endpoint, without `https://`. */
  get endpoint(): string {
    return this.getStringAttribute("endpoint");
  }

  /** The certificates, in PEM, that sign the instance's own. */
  get caCertificateChainPem(): string {
    return this.getStringAttribute("ca_certificate_chain_pem");
  }

  /** When the subscription ends, as the service writes it; absent for an instance that is paid by use. */
  get endDate(): string {
    return this.getStringAttribute("end_date");
  }

  /** The region of the object. */
  get region(): string {
    return this.getStringAttribute("region");
  }
}

/** The keys. */
export class DataKeysKeysOutputReference extends ComplexObject {
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
}

/** The keys. */
export class DataKeysKeysList extends ComplexList {
  get(index: number): DataKeysKeysOutputReference {
    return new DataKeysKeysOutputReference(this.terraformResource, this.terraformAttribute, false, index);
  }
}

/** What {@link DataKeys} takes. */
export interface DataKeysConfig extends Omit<TerraformMetaArguments, "provisioners" | "connection"> {
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
   * Only keys in these states: `pre-activation`, `active`, `suspended` (disabled), `deactivated` (expired),
   * `destroyed` (deleted). Left out: all but deleted ones.
   *
   * The order means nothing.
   */
  readonly states?:
    | readonly ("pre-activation" | "active" | "suspended" | "deactivated" | "destroyed" | IResolvable)[]
    | IResolvable
    | undefined;
  /** Only standard keys (`true`), or only root keys (`false`). */
  readonly extractable?: boolean | IResolvable | undefined;
  /**
   * Only keys of which this holds, in the service's own language, such as
   * `creationDate=gte:"2026-01-01T00:00:00Z"`. It takes the place of `states` and `extractable`.
   */
  readonly filter?: string | IResolvable | undefined;
  /**
   * Only keys whose name or alias holds this text; with the service's prefixes `exact:`, `not:`, `name:`,
   * `alias:` and `escape:`.
   */
  readonly search?: string | IResolvable | undefined;
  /**
   * Only keys in this key ring. Left out: of all rings.
   *
   * Takes the resource itself, or its name.
   */
  readonly keyRing?: string | KeyRing | IResolvable | undefined;
  /**
   * By what the keys are sorted: `id`, `state`, `extractable`, `imported`, `creationDate`, `lastUpdateDate`,
   * `lastRotateDate`, `deletionDate`, `expirationDate`, with `-` in front for descending. Left out: by `id`.
   */
  readonly sort?: string | IResolvable | undefined;
}

const dataKeysShape: Shape = {
  name: "DataKeys",
  type: "keysmith_keys",
  properties: {
    instance: { attribute: "instance", kind: "string", from: ["reference"], alternatives: ["instanceId"] },
    service: { attribute: "service", kind: "string", values: ["kms", "hs-crypto", "icp"], from: ["reference"] },
    instanceId: { attribute: "instance_id", kind: "string", from: ["reference"], alternatives: ["instance"] },
    url: { attribute: "url", kind: "string", from: ["reference"] },
    caFile: { attribute: "ca_file", kind: "string", from: ["reference"] },
    states: {
      attribute: "states",
      kind: "string",
      many: "set",
      values: ["pre-activation", "active", "suspended", "deactivated", "destroyed"],
    },
    extractable: { attribute: "extractable", kind: "bool" },
    filter: { attribute: "filter", kind: "string" },
    search: { attribute: "search", kind: "string" },
    keyRing: { attribute: "key_ring", kind: "string", references: ["KeyRing"] },
    sort: { attribute: "sort", kind: "string" },
  },
};

/**
 * The keys of an instance, all pages of the list, without their material.
 *
 * The state keeps the answer, without the secrets in it.
 */
export class DataKeys extends KeysmithDataSource<DataKeysConfig> {
  static readonly tfResourceType = "keysmith_keys";

  /**
   * @param id unique in its scope
   * @param config what it is made from
   */
  constructor(scope: Construct, id: string, config: DataKeysConfig = {}) {
    super(scope, id, dataKeysShape, config);
  }

  /** The keys. */
  get keys(): DataKeysKeysList {
    return new DataKeysKeysList(this, "keys", false);
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

  /**
   * Only keys in these states: `pre-activation`, `active`, `suspended` (disabled), `deactivated` (expired),
   * `destroyed` (deleted). Left out: all but deleted ones.
   */
  get states(): string[] {
    return Fn.tolist(this.getListAttribute("states"));
  }

  /** Only standard keys (`true`), or only root keys (`false`). */
  get extractable(): IResolvable {
    return this.getBooleanAttribute("extractable");
  }

  /**
   * Only keys of which this holds, in the service's own language, such as
   * `creationDate=gte:"2026-01-01T00:00:00Z"`. It takes the place of `states` and `extractable`.
   */
  get filter(): string {
    return this.getStringAttribute("filter");
  }

  /**
   * Only keys whose name or alias holds this text; with the service's prefixes `exact:`, `not:`, `name:`,
   * `alias:` and `escape:`.
   */
  get search(): string {
    return this.getStringAttribute("search");
  }

  /** Only keys in this key ring. Left out: of all rings. */
  get keyRing(): string {
    return this.getStringAttribute("key_ring");
  }

  /**
   * By what the keys are sorted: `id`, `state`, `extractable`, `imported`, `creationDate`, `lastUpdateDate`,
   * `lastRotateDate`, `deletionDate`, `expirationDate`, with `-` in front for descending. Left out: by `id`.
   */
  get sort(): string {
    return this.getStringAttribute("sort");
  }
}

/** What {@link DataCountKeys} takes. */
export interface DataCountKeysConfig extends Omit<TerraformMetaArguments, "provisioners" | "connection"> {
  /**
   * The CRN of the Key Protect or Hyper Protect Crypto Services instance.
   *
   * Left out: `ibm.instance` of the provider, or `KEYSMITH_IBM_INSTANCE`.
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
   * In place of `instance`.
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
   * Only keys in these states: `pre-activation`, `active`, `suspended` (disabled), `deactivated` (expired),
   * `destroyed` (deleted). Left out: all but deleted ones.
   *
   * The order means nothing.
   */
  readonly states?:
    | readonly ("pre-activation" | "active" | "suspended" | "deactivated" | "destroyed" | IResolvable)[]
    | IResolvable
    | undefined;
  /** Only standard keys (`true`), or only root keys (`false`). */
  readonly extractable?: boolean | IResolvable | undefined;
  /**
   * Only keys of which this holds, in the service's own language, such as
   * `creationDate=gte:"2026-01-01T00:00:00Z"`. It takes the place of `states` and `extractable`.
   */
  readonly filter?: string | IResolvable | undefined;
}

const dataCountKeysShape: Shape = {
  name: "DataCountKeys",
  type: "keysmith_count_keys",
  properties: {
    instance: { attribute: "instance", kind: "string" },
    service: { attribute: "service", kind: "string", values: ["kms", "hs-crypto", "icp"] },
    instanceId: { attribute: "instance_id", kind: "string" },
    url: { attribute: "url", kind: "string" },
    caFile: { attribute: "ca_file", kind: "string" },
    states: {
      attribute: "states",
      kind: "string",
      many: "set",
      values: ["pre-activation", "active", "suspended", "deactivated", "destroyed"],
    },
    extractable: { attribute: "extractable", kind: "bool" },
    filter: { attribute: "filter", kind: "string" },
  },
};

/**
 * How many keys an instance has.
 *
 * The state keeps the answer, without the secrets in it.
 */
export class DataCountKeys extends KeysmithDataSource<DataCountKeysConfig> {
  static readonly tfResourceType = "keysmith_count_keys";

  /**
   * @param id unique in its scope
   * @param config what it is made from
   */
  constructor(scope: Construct, id: string, config: DataCountKeysConfig = {}) {
    super(scope, id, dataCountKeysShape, config);
  }

  /** The number of keys. */
  get countAttribute(): number {
    return this.getNumberAttribute("count");
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

  /**
   * Only keys in these states: `pre-activation`, `active`, `suspended` (disabled), `deactivated` (expired),
   * `destroyed` (deleted). Left out: all but deleted ones.
   */
  get states(): string[] {
    return Fn.tolist(this.getListAttribute("states"));
  }

  /** Only standard keys (`true`), or only root keys (`false`). */
  get extractable(): IResolvable {
    return this.getBooleanAttribute("extractable");
  }

  /**
   * Only keys of which this holds, in the service's own language, such as
   * `creationDate=gte:"2026-01-01T00:00:00Z"`. It takes the place of `states` and `extractable`.
   */
  get filter(): string {
    return this.getStringAttribute("filter");
  }
}

/** What {@link DataKey} takes. */
export interface DataKeyConfig extends Omit<TerraformMetaArguments, "provisioners" | "connection"> {
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
  /**
   * Whether to fetch the material too, which only a standard key gives, and only to who may read it.
   *
   * Left out: `false`.
   */
  readonly payload?: boolean | IResolvable | undefined;
}

const dataKeyShape: Shape = {
  name: "DataKey",
  type: "keysmith_key",
  properties: {
    instance: { attribute: "instance", kind: "string", from: ["reference"], alternatives: ["instanceId"] },
    service: { attribute: "service", kind: "string", values: ["kms", "hs-crypto", "icp"], from: ["reference"] },
    instanceId: { attribute: "instance_id", kind: "string", from: ["reference"], alternatives: ["instance"] },
    url: { attribute: "url", kind: "string", from: ["reference"] },
    caFile: { attribute: "ca_file", kind: "string", from: ["reference"] },
    key: { attribute: "key", kind: "string", required: true, references: ["RootKey", "StandardKey"] },
    payload: { attribute: "payload", kind: "bool" },
  },
};

/**
 * One key: what the service tells of it and, of a standard key, its material.
 *
 * The state keeps the answer, without the secrets in it.
 */
export class DataKey extends KeysmithDataSource<DataKeyConfig> {
  static readonly tfResourceType = "keysmith_key";

  /**
   * @param id unique in its scope
   * @param config what it is made from
   */
  constructor(scope: Construct, id: string, config: DataKeyConfig) {
    super(scope, id, dataKeyShape, config);
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

  /** Whether to fetch the material too, which only a standard key gives, and only to who may read it. */
  get payload(): IResolvable {
    return this.getBooleanAttribute("payload");
  }
}
