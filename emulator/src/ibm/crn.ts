/** The instance that a CRN names: `crn:v1:bluemix:public:<service>:<region>:a/<account>:<GUID>::`. */
export interface NamedInstance {
  readonly service: string;
  readonly region: string;
  readonly id: string;
}

/** The CRN of an instance. */
export function crnOfInstance(instance: NamedInstance & { readonly account: string }): string {
  const { service, region, account, id } = instance;
  return `crn:v1:bluemix:public:${service}:${region}:a/${account}:${id}::`;
}

/** Reads the CRN of an instance, or of something in it; nothing for a text that is none. */
export function instanceIn(crn: string): NamedInstance | undefined {
  const [scheme, , , , service, region, , id] = crn.split(":");
  if (scheme !== "crn" || !service || region === undefined || !id) return undefined;
  return { service, region, id };
}
