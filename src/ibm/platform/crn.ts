/** The parts of a Cloud Resource Name: `crn:v1:bluemix:public:kms:us-south:a/<account>:<guid>:key:<id>`. */
export interface Crn {
  readonly serviceName: string;
  readonly region: string;
  /** Without the prefix `a/`; empty when the scope isn't an account. */
  readonly account: string;
  readonly serviceInstance: string;
  readonly resourceType: string;
  readonly resource: string;
}

const PARTS = /^crn:v1:[^:]*:[^:]*:([^:]*):([^:]*):([^:]*):([^:]*):([^:]*):([^:]*)$/;

export function parseCrn(text: string): Crn | undefined {
  const parts = PARTS.exec(text);
  if (!parts) return undefined;
  const [, serviceName = "", region = "", scope = "", serviceInstance = "", resourceType = "", resource = ""] = parts;
  const account = scope.startsWith("a/") ? scope.slice(2) : "";
  return { serviceName, region, account, serviceInstance, resourceType, resource };
}

export function instanceCrnOf(crn: string): string {
  return `${crn.split(":").slice(0, 8).join(":")}::`;
}

export function keyCrn(of: string, keyId: string): string {
  return instanceCrnOf(of).replace(/::$/, `:key:${keyId}`);
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isGuid(text: string): boolean {
  return GUID.test(text);
}

/** Splits a text at its last slash, because CRNs and addresses contain slashes too. */
export function splitLast(text: string): readonly [before: string, last: string] {
  const at = text.lastIndexOf("/");
  return [at < 0 ? "" : text.slice(0, at), text.slice(at + 1)];
}

interface KeyCrn extends Crn {
  readonly serviceName: "kms" | "hs-crypto";
}

const HOW = "crn:v1:bluemix:public:kms:<region>:a/<account>:<instance>:key:<id>";

export function parseKeyCrn(text: string): KeyCrn | undefined {
  return keyCrnProblem(text) ? undefined : (parseCrn(text) as KeyCrn);
}

export function keyCrnProblem(text: string): string | undefined {
  const crn = parseCrn(text);
  if (!crn) return `is not the CRN of a key: write ${HOW}`;
  const { serviceName, region, account, serviceInstance, resourceType, resource } = crn;
  if (serviceName !== "kms" && serviceName !== "hs-crypto") {
    return `is of the service ${serviceName || "(none)"}: the CRN of a key names kms (Key Protect) or hs-crypto (Hyper Protect Crypto Services)`;
  }
  if (resourceType !== "key" || !resource) return `is not the CRN of a key: it must end in :key:<id>, as in ${HOW}`;
  return region && account && serviceInstance ? undefined : `leaves out where the key is: write ${HOW}`;
}

/** Whether a text is a key's id, and not an alias: the service refuses UUIDs for aliases. */
export function isKeyId(text: string): boolean {
  return isGuid(text);
}
