import type * as z from "zod";
import type { Check } from "./checks";
import type { DataKeys } from "./data-keys";
import type { Values, Vendor } from "./definition";
import { checkSecrets, fieldsOf } from "./fields";
import type { RecordedResource } from "./recorded";
import type { Context } from "./run";

/**
 * Work that a person has done by a command and that no engine does: it may take hours, reads and writes files, and goes on
 * where it was stopped.
 */
export interface Task {
  /** What people type for it after the vendor's name. */
  readonly command: string;
  readonly summary: string;
  readonly parts: readonly TaskPart[];
}

export interface TaskPart<Inputs extends z.ZodObject = z.ZodObject, Client = unknown> {
  /** What people type for it after the task's command. */
  readonly command: string;
  readonly summary: string;
  readonly inputs: Inputs;
  readonly checks?: readonly Check<z.output<Inputs>>[];
  perform(context: Context<Client>, inputs: z.output<Inputs>, desk: Desk): Promise<Outcome>;
}

export interface Outcome {
  /** Printed as a line for each value, and a table for each list of objects, whose columns are in the order of their names. */
  readonly answer: Values;
  /** Otherwise the command ends with an exit code of its own. */
  readonly isComplete: boolean;
}

/** A service for which there is more to do than what engines do. */
export interface VendorWithTasks extends Vendor {
  readonly tasks?: readonly Task[];
  /** Where keys of the vendor can wrap others. */
  readonly dataKeys?: DataKeys;
}

/** The files on which a task works, and where a person sees how far it is. */
export interface Desk {
  /** @throws ConfigurationError for a file that can't be read */
  read(file: string): Promise<string>;
  readIfThere(file: string): Promise<string | undefined>;
  /** Writes a whole file, so that it is there as it was or as it is to be, whatever ends the process. */
  replace(file: string, content: string): Promise<void>;
  /** Adds to a file that is there, and returns when that would outlive the machine. */
  append(file: string, text: string): Promise<void>;
  /** Keeps others from the folder of the file, until the work ends. @throws ConfigurationError when somebody is at work there */
  lock(file: string): Promise<void>;
  /** What an engine's state records. @throws ConfigurationError for another kind of file */
  program(file: string): Promise<Program>;
  progress(text: string): void;
}

/** A program, as the state of its engine records it. */
export interface Program {
  readonly resources: readonly RecordedResource[];
  /** What of it, of any provider, names something. */
  naming(text: string): readonly string[];
  /** How the program goes over from objects that it manages to others like them: files for people, by name. */
  handOver(twins: readonly Twin[]): Readonly<Record<string, string>>;
}

/** Another object in the place of the one that a program manages. */
export interface Twin {
  readonly resource: RecordedResource;
  /** The other object, in the form in which one that exists is adopted. */
  readonly adopt: string;
  /** For people. */
  readonly note?: string | undefined;
}

/** @throws TypeError when it contradicts itself, at load time, so that no test can miss it */
export function defineTaskPart<I extends z.ZodObject, C>(declared: TaskPart<I, C>): TaskPart {
  checkSecrets(declared.command, fieldsOf(declared.inputs));
  return declared as unknown as TaskPart;
}
