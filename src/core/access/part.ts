/** The kinds of what is protected. */
export type ObjectKind = "key" | "secret";

/** What an application may be able to do at a service. */
export interface Operation {
  readonly name: string;
  /** What it is done with; absent where it needs neither key nor secret. */
  readonly on?: ObjectKind;
  /** The permission that allows it. */
  readonly permission: string;
  /** Whether that permission allows it at an instance, or at what a policy names in the place of one. */
  isAt(instance: string): boolean;
}

/** Of what is known of a recorded resource; nothing where that doesn't tell. What a plan doesn't know yet can't be touched. Pure. */
type Ask<S, T> = (state: Partial<S>) => T | undefined;

/** How the objects of a kind are found again by those that name them: the region, such as it is. */
export interface Named<S> {
  readonly place: Ask<S, string>;
  readonly name: Ask<S, string>;
}

/** Addresses from which policies that name it may be used. */
export interface NetworkPart<S> extends Named<S> {
  readonly is: "network";
  /** Addresses and CIDR blocks. */
  readonly ranges: Ask<S, readonly string[]>;
}

/** What those that it is bound to may do with what, from where. */
export interface PolicyPart<S> extends Named<S> {
  readonly is: "policy";
  readonly instance: Ask<S, string>;
  readonly permissions: Ask<S, readonly string[]>;
  /** `key/<id>` and `secret/<name>`, a `*` only at their ends: lists of which one may be known without the others. */
  readonly resources: Readonly<Record<ObjectKind | "others", Ask<S, readonly string[]>>>;
  /** By name; none where any address is admitted. */
  readonly networks: Ask<S, readonly string[]>;
  /** All that any policy of the kind can allow. */
  readonly operations: readonly Operation[];
}

/** Who uses policies, by their names. */
export interface ApplicationPart<S> extends Named<S> {
  readonly is: "application";
  readonly policies: Ask<S, readonly string[]>;
}

/** A credential, and until when the service accepts it by what is on record. */
export interface Validity {
  readonly id: string;
  /** Absent where it isn't recorded. */
  readonly notBefore?: string | undefined;
  readonly notAfter: string;
}

/** What an application proves itself with. */
export interface CredentialPart<S> {
  readonly is: "credential";
  readonly place: Ask<S, string>;
  readonly application: Ask<S, string>;
  /** Each that works, also those that were replaced. */
  readonly credentials: Ask<S, readonly Validity[]>;
  /** Those that are recorded as deleted, by their ids. */
  readonly deleted: Ask<S, readonly string[]>;
}

/** What is protected. */
export interface ObjectPart<S> {
  readonly is: "object";
  /** `key/<id>` or `secret/<name>`, as policies call it. */
  readonly resource: Ask<S, string>;
  readonly instance: Ask<S, string>;
}

/** What one service may do with another's keys, by roles of its own. */
export interface GrantPart<S> {
  readonly is: "grant";
  readonly to: Ask<S, string>;
  readonly instance: Ask<S, string>;
  readonly roles: Ask<S, readonly string[]>;
  readonly resources: Ask<S, readonly string[]>;
}

/** What a resource says of who may use what, from where. Each answer is asked for by itself, so that what isn't known hides no more than it must. */
export type AccessPart<S> =
  | NetworkPart<S>
  | PolicyPart<S>
  | ApplicationPart<S>
  | CredentialPart<S>
  | ObjectPart<S>
  | GrantPart<S>;
