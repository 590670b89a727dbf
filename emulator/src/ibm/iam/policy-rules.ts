import { type Attribute, attributeValue } from "./attributes";
import type { PolicyContent } from "./policy";
import { forbidden, invalidBody, roleNotFound } from "./policy-error";
import { rolesOf } from "./roles";

const SUBJECT_OF_AUTHORIZATION = [
  "serviceName",
  "serviceInstance",
  "region",
  "resourceType",
  "resource",
  "accountId",
  "resourceGroupId",
];
const SUBJECT_OF_ACCESS = ["iam_id", "access_group_id"];

/**
 * Checks a policy's new content. @param reaches whether the caller may grant roles on an account's resources
 * @throws IbmRefusal
 */
export function checkContent(content: PolicyContent, reaches: (account: string) => boolean): void {
  checkSubject(content);
  checkResource(content);
  for (const key of duplicates(content)) throw invalidBody(`the attribute ${key} is given twice`);
  if (!reaches(attributeValue(content.resource, "accountId") ?? ""))
    throw forbidden("the resource is in another account");
  checkRoles(content);
}

function checkSubject({ type, subject }: PolicyContent): void {
  const known = type === "authorization" ? SUBJECT_OF_AUTHORIZATION : SUBJECT_OF_ACCESS;
  const wrong = subject.find(({ key }) => !known.includes(key));
  if (wrong) throw invalidBody(`a subject has no attribute ${wrong.key}`);
  const operator = subject.find((one) => one.operator !== "stringEquals" && one.operator !== "stringExists");
  if (operator) throw invalidBody(`a subject can't be described by ${operator.operator}`);
  const needed = type === "access" ? [SUBJECT_OF_ACCESS] : [["accountId"], ["serviceName", "resourceGroupId"]];
  for (const keys of needed) needOneOf("subject", subject, keys);
}

function checkResource({ type, resource }: PolicyContent): void {
  needOneOf("resource", resource, ["accountId"]);
  const enough = type === "authorization" ? ["serviceName"] : WHAT_ACCESS_NEEDS;
  needOneOf("resource", resource, enough);
}

const WHAT_ACCESS_NEEDS = ["serviceType", "serviceName", "resourceGroupId", "service_group_id"];

function needOneOf(side: string, attributes: readonly Attribute[], keys: readonly string[]): void {
  if (attributes.some(({ key }) => keys.includes(key))) return;
  throw invalidBody(`the ${side} must have the attribute ${keys.join(" or ")}`);
}

function duplicates({ subject, resource }: PolicyContent): string[] {
  return [subject, resource].flatMap((side) =>
    side.map(({ key }) => key).filter((key, i, keys) => keys.indexOf(key) !== i),
  );
}

function checkRoles({ type, subject, resource, roles }: PolicyContent): void {
  const source = attributeValue(subject, "serviceName");
  const { service_roles, system_roles } = rolesOf({ type, source, service: attributeValue(resource, "serviceName") });
  const known = [...service_roles, ...system_roles].map(({ crn }) => crn);
  const unknown = roles.find((role) => !known.includes(role));
  if (unknown) throw roleNotFound(unknown, known);
}
