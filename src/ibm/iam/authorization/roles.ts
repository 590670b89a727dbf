import { closest } from "fastest-levenshtein";
import { parseCrn } from "../../platform/crn";

/**
 * The roles that IBM's own samples grant in authorizations, by name. What a service defines besides, such as ReaderPlus of
 * Key Protect, is given by its CRN. `AuthorizationDelegator` lets the source authorize the services that it depends on
 * (IBM's guides for encryption of VPC and of databases, 2026).
 */
const ROLES: ReadonlyMap<string, string> = new Map([
  ...["Reader", "Writer", "Manager"].map((name) => [name, `crn:v1:bluemix:public:iam::::serviceRole:${name}`] as const),
  ...["Viewer", "Operator", "Editor", "Administrator", "AuthorizationDelegator"].map(
    (name) => [name, `crn:v1:bluemix:public:iam::::role:${name}`] as const,
  ),
]);

const TYPES = ["role", "serviceRole", "customRole"];

/** The CRN of a role that is given by its name or by its CRN; nothing for a text that is neither. */
export function roleCrn(role: string): string | undefined {
  const { resourceType = "", resource } = parseCrn(role) ?? {};
  return TYPES.includes(resourceType) && resource ? role : ROLES.get(role);
}

/** What is wrong with a role; nothing when it is known. */
export function roleProblem(role: string): string | undefined {
  if (roleCrn(role)) return undefined;
  const names = [...ROLES.keys()];
  const guess = role ? `; did you mean ${closest(role, names)}?` : "";
  return `is no known role: give ${names.join(", ")}, or the CRN of a role${guess}`;
}

/** Roles that the service has, each as it stands in `written`, else by its name where it has one here. */
export function rolesAsWritten(crns: readonly string[], written: readonly string[]): string[] {
  const names = [...[...ROLES.keys()], ...written].map((name) => [roleCrn(name), name] as const);
  const known = new Map(names);
  return crns.map((crn) => known.get(crn) ?? crn);
}
