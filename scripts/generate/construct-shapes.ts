import { type ConstructProperty, isGiven, isRequired } from "./construct-properties";

/** The table, as TypeScript, by which a construct checks its arguments and gives them the provider's names. */
export function shapeLiteral(
  name: string,
  type: string,
  properties: readonly ConstructProperty[],
  reference?: string,
): string {
  const shape = { name, type, ...(reference ? { reference } : {}), properties: tableOf(properties) };
  return JSON.stringify(shape);
}

function tableOf(properties: readonly ConstructProperty[]): Record<string, unknown> {
  return Object.fromEntries(properties.filter(isGiven).map((property) => [property.name, entryOf(property)]));
}

function entryOf(property: ConstructProperty): Record<string, unknown> {
  const { attribute, kind, many, values, held, references, from, alternatives } = property;
  const entry = {
    attribute: attribute.name,
    kind,
    many,
    required: isRequired(property) || undefined,
    values,
    fields: kind === "object" ? tableOf(held) : undefined,
    references: references.length > 0 ? references : undefined,
    from: from.length > 0 ? from : undefined,
    alternatives: from.length > 0 && alternatives.length > 0 ? alternatives : undefined,
    writeOnly: attribute.writeOnly,
  };
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
}
