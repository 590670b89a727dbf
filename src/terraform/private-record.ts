/** What is kept with a resource beside its state. Nothing of it is secret: the engine stores it in clear. */
export interface PrivateRecord {
  /** The moment at which a refresh found something due; UTC. Plans ask for that moment, as they must not look at the clock. */
  readonly dueAt?: string;
  /** What the secrets in the state are sealed to: the mark of the recipients. */
  readonly sealedTo?: string;
  /**
   * Only between the two plans of a replacement that the user asks for: the id of what is replaced. The engine hands what the
   * plan of the old object left to the plan of the new one, and by nothing else is that told from one more resource.
   */
  readonly inPlaceOf?: string;
}

export function readPrivate(bytes: Uint8Array | undefined): PrivateRecord {
  if (!bytes || bytes.length === 0) return {};
  return JSON.parse(Buffer.from(bytes).toString("utf8")) as PrivateRecord;
}

export function writePrivate({ dueAt, sealedTo, inPlaceOf }: PrivateRecord): Uint8Array {
  const record = {
    ...(dueAt ? { dueAt } : {}),
    ...(sealedTo ? { sealedTo } : {}),
    ...(inPlaceOf ? { inPlaceOf } : {}),
  };
  return Object.keys(record).length === 0 ? new Uint8Array() : Buffer.from(JSON.stringify(record));
}
