interface Role {
  readonly crn: string;
  readonly display_name: string;
  readonly description: string;
  readonly actions: readonly string[];
}

/** Selects the roles of a service, or the roles that another service can be granted on it. */
export interface RoleQuery {
  readonly service: string | undefined;
  /** Name of the service that an authorization grants the role to. */
  readonly source?: string | undefined;
  readonly type?: string | undefined;
}

export interface Roles {
  readonly service_roles: readonly Role[];
  readonly system_roles: readonly Role[];
}

// The actions that each role adds to the previous role's. Source: Key Protect's documents, "Managing user access".
const USE = [
  "kms.secrets.head",
  "kms.secrets.list",
  "kms.secrets.readmetadata",
  "kms.secrets.versions",
  "kms.secrets.wrap",
  "kms.secrets.unwrap",
  "kms.secrets.rewrap",
  "kms.registrations.list",
  "kms.keyrings.list",
];
const READ = [...USE, "kms.secrets.read"];
const WRITE = [
  ...READ,
  "kms.secrets.create",
  "kms.secrets.createwithpolicyoverrides",
  "kms.secrets.createalias",
  "kms.secrets.deletealias",
  "kms.secrets.rotate",
  "kms.secrets.setkeyfordeletion",
  "kms.secrets.unsetkeyfordeletion",
  "kms.secrets.sync",
  "kms.importtoken.create",
  "kms.importtoken.read",
  "kms.keyrings.create",
];
const MANAGE = [
  ...WRITE,
  "kms.secrets.delete",
  "kms.secrets.restore",
  "kms.secrets.enable",
  "kms.secrets.disable",
  "kms.secrets.patch",
  "kms.policies.read",
  "kms.policies.write",
  "kms.instancepolicies.read",
  "kms.instancepolicies.write",
  "kms.instancepolicies.allowedipport",
  "kms.keyrings.delete",
  // A guess: the actions of each role on KMIP adapters are not known.
  "kms.kmip-management.list",
  "kms.kmip-management.create",
];

const everywhere = (name: string, kind: "role" | "serviceRole", actions: readonly string[] = []): Role => ({
  crn: `crn:v1:bluemix:public:iam::::${kind}:${name}`,
  display_name: name,
  description: `The role ${name}`,
  actions,
});

const ofService = (service: string, name: string, display: string, actions: readonly string[]): Role => ({
  crn: `crn:v1:bluemix:public:${service}::::serviceRole:${name}`,
  display_name: display,
  description: `The role ${display} of ${service}`,
  actions,
});

const systemRoles = ["Viewer", "Operator", "Editor", "Administrator"].map((name) => everywhere(name, "role"));
const serviceRoles = ["Reader", "Writer", "Manager"].map((name) => everywhere(name, "serviceRole"));

/** The roles that allow the use of keys. */
const keyRoles: readonly Role[] = [
  everywhere("Reader", "serviceRole", USE),
  ofService("kms", "ReaderPlus", "ReaderPlus", READ),
  everywhere("Writer", "serviceRole", WRITE),
  everywhere("Manager", "serviceRole", MANAGE),
];
const keyPurge = ofService("kms", "KeyPurge", "KeyPurge", ["kms.secrets.purge"]);

const eventSource = ofService("event-notifications", "EventSourceManager", "Event Source Manager", []);

/** The roles that a service can be granted on another. Other services have none: the two must know each other. */
const authorizable: Readonly<Record<string, readonly Role[]>> = {
  kms: keyRoles,
  "hs-crypto": keyRoles,
  "event-notifications": [eventSource],
};

export function rolesOf({ service, source, type }: RoleQuery): Roles {
  if (type === "authorization" || source) {
    return { service_roles: authorizable[service ?? ""] ?? [], system_roles: [] };
  }
  if (service === undefined) return { service_roles: [], system_roles: systemRoles };
  const isKeyService = service === "kms" || service === "hs-crypto";
  return { service_roles: isKeyService ? [...keyRoles, keyPurge] : serviceRoles, system_roles: systemRoles };
}

/** Whether a role lets its holder wrap and unwrap with a key. */
export function grantsUse(crn: string): boolean {
  return keyRoles.some((role) => role.crn === crn);
}
