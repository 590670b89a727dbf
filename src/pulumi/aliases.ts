import * as pulumi from "@pulumi/pulumi";

/**
 * The aliases with which a resource is found in a stack that switches between the two types: the other type, also under
 * each alias that the program gives. A given alias that names a type stays as it is.
 * @param own the type that the resource has in this run; @param other the one that it may have on record
 */
export function switchAliases(
  own: string,
  other: string,
  given: readonly pulumi.Input<pulumi.URN | pulumi.Alias>[] = [],
): pulumi.Input<pulumi.URN | pulumi.Alias>[] {
  const changed = given.map((alias) =>
    pulumi.output(alias).apply((each): pulumi.URN | pulumi.Alias => {
      if (typeof each !== "string") return each.type === undefined ? { ...each, type: other } : each;
      return each.includes(`${own}::`)
        ? each.replace(`${own}::`, `${other}::`)
        : each.replace(`${other}::`, `${own}::`);
    }),
  );
  return [{ type: other }, ...changed];
}
