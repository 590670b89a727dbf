import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { DYNAMIC_PACKAGE, makeUrn } from "./urn";
import type { Properties } from "./wire";

/** What a program asks for when it registers a resource. */
export interface Goal {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  readonly inputs: Properties;
  readonly parent?: string;
  readonly provider?: string;
  readonly protect: boolean;
  readonly dependencies: string[];
  readonly propertyDependencies: Record<string, string[]>;
  readonly additionalSecretOutputs: readonly string[];
  /** Set when the program overrules the provider. */
  readonly deleteBeforeReplace?: boolean;
}

/**
 * Reads a registration.
 * @throws Error when it uses something that the stand-in does not do: a wrong result would be worse than none.
 */
export function goalFromRequest(request: RegisterResourceRequest, stack: string, project: string): Goal {
  refuseUnsupported(request);
  const parent = request.getParent() || undefined;
  const [type, name] = [request.getType(), request.getName()];
  return {
    urn: makeUrn({ stack, project, parent, type, name }),
    type,
    name,
    custom: request.getCustom(),
    inputs: (request.getObject()?.toJavaScript() ?? {}) as Properties,
    ...(parent === undefined ? {} : { parent }),
    protect: request.getProtect() ?? false,
    dependencies: request.getDependenciesList(),
    propertyDependencies: propertyDependencies(request),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    ...(request.getDeletebeforereplacedefined() ? { deleteBeforeReplace: request.getDeletebeforereplace() } : {}),
  };
}

function propertyDependencies(request: RegisterResourceRequest): Record<string, string[]> {
  const dependencies: Record<string, string[]> = {};
  request.getPropertydependenciesMap().forEach((value, key) => {
    dependencies[key] = value.getUrnsList();
  });
  return dependencies;
}

function refuseUnsupported(request: RegisterResourceRequest): void {
  const asked = unsupportedOptions(request).filter(([, used]) => used);
  if (asked.length === 0) return;
  const names = asked.map(([name]) => name).join(", ");
  throw new Error(`the stand-in engine does not support ${names} (resource '${request.getName()}')`);
}

function unsupportedOptions(request: RegisterResourceRequest): [name: string, used: boolean][] {
  const foreign = request.getCustom() && request.getType().split(":")[0] !== DYNAMIC_PACKAGE;
  return [
    ["resources that are not dynamic", foreign],
    ["remote components", request.getRemote()],
    ["explicit providers", request.getCustom() && request.getProvider() !== ""],
    ["aliases", request.getAliasesList().length > 0 || request.getAliasurnsList().length > 0],
    ["import", request.getImportid() !== ""],
    ["ignoreChanges", request.getIgnorechangesList().length > 0],
    ["replaceOnChanges", request.getReplaceonchangesList().length > 0],
    ["retainOnDelete", request.getRetainondelete() ?? false],
    ["deletedWith", request.getDeletedwith() !== ""],
    ["replaceWith", request.getReplaceWithList().length > 0],
    ["replacementTrigger", request.hasReplacementTrigger()],
    ["transforms", request.getTransformsList().length > 0],
  ];
}
