import type * as z from "zod";
import type { Check } from "./checks";
import type { DataKeys } from "./data-keys";
import type { Values, Vendor } from "./definition";
import { checkSecrets, fieldsOf } from "./fields";
import type { RecordedResource } from "./recorded";
import type { Context } from "./run";

/**
 * Work that a person starts with a command and that no engine does: it may take hours, reads and writes files, and resumes where it
 * was stopped.
 */
export interface Task {
  /** Typed after the vendor's name. */
  readonly command: string;
  readonly summary: string;
  readonly parts: readonly TaskPart[];
}

export interface TaskPart<Inputs extends z.ZodObject = z.ZodObject, Client = unknown> {
  /** Typed after the task's command. */
  readonly command: string;
  readonly summary: string;
  readonly inputs: Inputs;
  readonly checks?: readonly Check<z.output<Inputs>>[];
  perform(context: Context<Client>, inputs: z.output<Inputs>, desk: Desk): Promise<Outcome>;
}

export interface Outcome {
  /** Printed as a line for each value, and a table for each list of objects, with columns in the order of their names. */
  readonly answer: Values;
  /** If false, the command ends with an exit code of its own. */
  readonly isComplete: boolean;
}

/** A service for which there is more to do than engines do. */
export interface VendorWithTasks extends Vendor {
  readonly tasks?: readonly Task[];
  /** Present where keys of the vendor can wrap others. */
  readonly dataKeys?: DataKeys;
}

/** The files that a task works on, and the output for its progress. */
export interface Desk {
  /** @throws ConfigurationError for a file that can't be read */
  read(file: string): Promise<string>;
  readIfThere(file: string): Promise<string | undefined>;
  /** Replaces a whole file: it is there as it was or as it is to be, whatever ends the process. */
  replace(file: string, content: string): Promise<void>;
  /** Appends to an existing file, and returns when the text would survive a crash of the machine. */
  append(file: string, text: string): Promise<void>;
  /** Keeps others from the folder of the file until the work ends. @throws ConfigurationError when somebody is at work there */
  lock(file: string): Promise<void>;
  /** The program that an engine's state records. @throws ConfigurationError for another kind of file */
  program(file: string): Promise<Program>;
  progress(text: string): void;
}

/** A program, as the state of its engine records it. */
export interface Program {
  readonly resources: readonly RecordedResource[];
  /** The addresses of resources, of any provider, that name the text. */
  naming(text: string): readonly string[];
  /** How the program moves from objects that it manages to others like them: files for people, by name. */
  handOver(twins: readonly Twin[]): Readonly<Record<string, string>>;
}

/** An object that takes the place of one that the program manages. */
export interface Twin {
  readonly resource: RecordedResource;
  /** The other object, in the form by which an existing object is adopted. */
  readonly adopt: string;
  /** For people. */
  readonly note?: string | undefined;
}

/** @throws TypeError when it contradicts itself, at load time, so that no test can miss it */
export function defineTaskPart<I extends z.ZodObject, C>(declared: TaskPart<I, C>): TaskPart {
  checkSecrets(declared.command, fieldsOf(declared.inputs));
  return declared as unknown as TaskPart;
}
