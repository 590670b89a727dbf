import { vendors } from "../catalog";
import { ConfigurationError } from "../core/errors";
import { parseJson } from "../core/json";
import { typescriptWords, type Words } from "../core/message";
import type { RecordedResource } from "../core/recorded";
import type { Program } from "../core/task";
import * as stackExport from "../pulumi/export";
import * as onPulumi from "../pulumi/hand-over";
import * as preview from "../pulumi/preview";
import * as onTerraform from "../terraform/hand-over";
import { hclWords } from "../terraform/names";
import { isPlan, plannedResources } from "../terraform/planned";
import * as state from "../terraform/show";
import { visible } from "./visible";

export interface RecordedProgram extends Program {
  readonly engine: "pulumi" | "terraform";
  readonly words: Words;
}

export const STATES = "`pulumi stack export`, `terraform show -json` or `terraform state pull`";

/** Why a resource with missing fields can't be judged; undefined where no field is missing. */
export function whyClosed({ closed = [] }: Pick<RecordedResource, "closed">): string | undefined {
  if (closed.length === 0) return undefined;
  return `it can't be judged: the program marks ${closed.map((name) => `\`${name}\``).join(", ")} as secret; use \`pulumi stack export --show-secrets\``;
}

export const HOW_TO_MAKE = `Give what ${STATES} prints; with OpenTofu, \`tofu show -json\`.`;

/** @throws ConfigurationError for a text that no engine has printed */
export function recordedProgram(printed: string): RecordedProgram {
  return programIn(parse(printed));
}

function programIn(document: unknown): RecordedProgram {
  const reader = READERS.find(({ reads }) => reads(document));
  if (!reader) throw new ConfigurationError("this is not the state of a supported engine", HOW_TO_MAKE);
  const { engine, words, handOver, recordedResources, recordsNaming } = reader;
  const resources = recordedResources(document, vendors).map(titled);
  const naming = (text: string): readonly string[] => recordsNaming(document, text);
  return { engine, resources, naming, handOver: (twins) => handOver(twins, resources), words };
}

function titled(resource: RecordedResource): RecordedResource {
  return { ...resource, title: visible(resource.title) };
}

/** The recorded resources and, where a plan was given, the planned ones. */
export interface PlannedProgram extends Pick<RecordedProgram, "resources" | "words"> {
  readonly planned?: readonly RecordedResource[];
}

/** The same for a state or a plan. @throws ConfigurationError for a text that no engine has printed */
export function plannedProgram(printed: string): PlannedProgram {
  const document = parse(printed);
  if (preview.isPreview(document)) {
    return {
      resources: preview.resourcesBefore(document, vendors).map(titled),
      planned: preview.resourcesAfter(document, vendors).map(titled),
      words: typescriptWords,
    };
  }
  const program = programIn(document);
  return isPlan(document) ? { ...program, planned: plannedResources(document, vendors).map(titled) } : program;
}

const READERS = [
  {
    engine: "pulumi",
    reads: stackExport.isStackExport,
    recordedResources: stackExport.recordedResources,
    recordsNaming: stackExport.recordsNaming,
    handOver: onPulumi.handOver,
    words: typescriptWords,
  },
  {
    engine: "terraform",
    reads: state.isState,
    recordedResources: state.recordedResources,
    recordsNaming: state.recordsNaming,
    handOver: onTerraform.handOver,
    words: hclWords,
  },
] as const;

function parse(printed: string): unknown {
  // A command that failed prints nothing to the pipe, and that must not pass for "nothing is there".
  if (printed.trim() === "") throw new ConfigurationError("the input is empty: no state was read", HOW_TO_MAKE);
  const document = parseJson(printed);
  if (document === undefined) throw new ConfigurationError("the state is not JSON", HOW_TO_MAKE);
  return document;
}
