import type { AccessMap, Application, Holder } from "./map";

/** Whether something belongs to an application; `possible` where that depends on unknown values. */
type Belonging = "sure" | "possible" | "none";

/**
 * A credential belongs to the application of that name in its own stack or, if that stack has none, to the only one in the others:
 * applications of several stacks may be in several accounts.
 */
export function isOf({ applications }: AccessMap, holder: Holder, application: Application): Belonging {
  if (holder.application === undefined || application.name === undefined) return "possible";
  if (holder.application !== application.name || !mayBeAt(holder.place, application.place)) return "none";
  if (holder.place === undefined || application.place === undefined) return "possible";
  if (holder.stack === application.stack) return "sure";
  const others = applications.filter(
    ({ name, place, stack }) =>
      name === application.name && mayBeAt(place, application.place) && stack !== application.stack,
  );
  if (others.some(({ place, stack }) => place === holder.place && stack === holder.stack)) return "none";
  return others.length > 0 ? "possible" : "sure";
}

function mayBeAt(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}

export function belongingTo<T extends Holder>(
  map: AccessMap,
  holders: readonly T[],
  application: Application,
): Readonly<Record<Exclude<Belonging, "none">, readonly T[]>> {
  const told = holders.map((each) => [each, isOf(map, each, application)] as const);
  const of = (belonging: Belonging): readonly T[] => told.flatMap(([each, its]) => (its === belonging ? [each] : []));
  return { sure: of("sure"), possible: of("possible") };
}
