/** The kinds of protected objects. */
export type ObjectKind = "key" | "secret";

/** An operation that an application may be able to do at a service. */
export interface Operation {
  readonly name: string;
  /** The kind of object that it needs; absent where it needs neither key nor secret. */
  readonly on?: ObjectKind;
  readonly permission: string;
  /** Whether that permission allows it at an instance, or at whatever a policy names in place of one. */
  isAt(instance: string): boolean;
}

/** A question about a recorded resource; undefined where its known part doesn't tell. A plan's unknown values can't be touched. Pure. */
type Ask<S, T> = (state: Partial<S>) => T | undefined;

/** How resources that name an object find it: by its name, and its place, such as the region. */
export interface Named<S> {
  readonly place: Ask<S, string>;
  readonly name: Ask<S, string>;
}

/** Addresses from which policies that name this object may be used. */
export interface NetworkPart<S> extends Named<S> {
  readonly is: "network";
  /** Addresses and CIDR blocks. */
  readonly ranges: Ask<S, readonly string[]>;
}

/** What anyone bound to the policy may do, with what, and from where. */
export interface PolicyPart<S> extends Named<S> {
  readonly is: "policy";
  readonly instance: Ask<S, string>;
  readonly permissions: Ask<S, readonly string[]>;
  /** `key/<id>` and `secret/<name>`, with a `*` only at their ends: each list may be known without the others. */
  readonly resources: Readonly<Record<ObjectKind | "others", Ask<S, readonly string[]>>>;
  /** By name; empty where any address is admitted. */
  readonly networks: Ask<S, readonly string[]>;
  /** Every operation that some policy of the kind can allow. */
  readonly operations: readonly Operation[];
}

/** A user of policies, with their names. */
export interface ApplicationPart<S> extends Named<S> {
  readonly is: "application";
  readonly policies: Ask<S, readonly string[]>;
}

/** A credential, and how long the service accepts it, by the record. */
export interface Validity {
  readonly id: string;
  /** Absent where it isn't recorded. */
  readonly notBefore?: string | undefined;
  readonly notAfter: string;
}

/** The credentials with which an application proves who it is. */
export interface CredentialPart<S> {
  readonly is: "credential";
  readonly place: Ask<S, string>;
  readonly application: Ask<S, string>;
  /** Every credential that works, including replaced ones. */
  readonly credentials: Ask<S, readonly Validity[]>;
  /** The ids of credentials that are recorded as deleted. */
  readonly deleted: Ask<S, readonly string[]>;
}

/** A protected object. */
export interface ObjectPart<S> {
  readonly is: "object";
  /** `key/<id>` or `secret/<name>`, as policies call it. */
  readonly resource: Ask<S, string>;
  readonly instance: Ask<S, string>;
}

/** A service's access to another service's keys, by roles of its own. */
export interface GrantPart<S> {
  readonly is: "grant";
  readonly to: Ask<S, string>;
  readonly instance: Ask<S, string>;
  readonly roles: Ask<S, readonly string[]>;
  readonly resources: Ask<S, readonly string[]>;
}

/** A resource's say in who may use what, from where. Each answer is separate, so that an unknown value hides no more than it must. */
export type AccessPart<S> =
  | NetworkPart<S>
  | PolicyPart<S>
  | ApplicationPart<S>
  | CredentialPart<S>
  | ObjectPart<S>
  | GrantPart<S>;
