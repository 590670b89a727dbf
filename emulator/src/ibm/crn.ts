/** The instance that a CRN names: `crn:v1:bluemix:public:<service>:<region>:a/<account>:<GUID>::`. */
export interface NamedInstance {
  readonly service: string;
  readonly region: string;
  readonly id: string;
}

export function crnOfInstance(instance: NamedInstance & { readonly account: string }): string {
  const { service, region, account, id } = instance;
  return `crn:v1:bluemix:public:${service}:${region}:a/${account}:${id}::`;
}

/** The instance in a CRN of it or of an object in it; undefined for any other text. */
export function instanceIn(crn: string): NamedInstance | undefined {
  const [scheme, , , , service, region, , id] = crn.split(":");
  if (scheme !== "crn" || !service || region === undefined || !id) return undefined;
  return { service, region, id };
}
