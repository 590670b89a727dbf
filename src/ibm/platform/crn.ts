/** The parts of a Cloud Resource Name: `crn:v1:bluemix:public:kms:us-south:a/<account>:<guid>:key:<id>`. */
export interface Crn {
  readonly serviceName: string;
  readonly region: string;
  /** Without the `a/` in front; empty when the scope is no account. */
  readonly account: string;
  readonly serviceInstance: string;
  readonly resourceType: string;
  readonly resource: string;
}

const PARTS = /^crn:v1:[^:]*:[^:]*:([^:]*):([^:]*):([^:]*):([^:]*):([^:]*):([^:]*)$/;

/** The parts of a text that is a CRN. */
export function parseCrn(text: string): Crn | undefined {
  const parts = PARTS.exec(text);
  if (!parts) return undefined;
  const [, serviceName = "", region = "", scope = "", serviceInstance = "", resourceType = "", resource = ""] = parts;
  const account = scope.startsWith("a/") ? scope.slice(2) : "";
  return { serviceName, region, account, serviceInstance, resourceType, resource };
}

/** The CRN of the instance in which a resource is. */
export function instanceCrnOf(crn: string): string {
  return `${crn.split(":").slice(0, 8).join(":")}::`;
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text has the form of the ids that IBM gives to instances and keys. */
export function isGuid(text: string): boolean {
  return GUID.test(text);
}

/** A text before and after its last slash: CRNs and addresses have slashes of their own. */
export function splitLast(text: string): readonly [before: string, last: string] {
  const at = text.lastIndexOf("/");
  return [at < 0 ? "" : text.slice(0, at), text.slice(at + 1)];
}
