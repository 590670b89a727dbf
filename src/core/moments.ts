/** An event in a credential's life whose time the record knows in advance. */
export type MomentKind =
  /** A run replaces it, or its material. */
  | "rotate"
  /** A run deletes it: it was replaced, and its overlap is over. */
  | "retire"
  /** It ends by itself. */
  | "end";

export interface Moment {
  readonly what: MomentKind;
  /** UTC, to the second. */
  readonly at: string;
  /** For what a run does: when it is too late, if ever. */
  readonly until?: string | undefined;
  /** The id of the credential. */
  readonly about: string;
}

export function momentOf(moments: readonly Moment[], kind: MomentKind): Moment | undefined {
  return moments.find(({ what }) => what === kind);
}
