import type { CommandResult } from "../../support/command";

export type { CommandResult, RunOptions, Strike } from "../../support/command";

/** The commands that tests know. */
export type Kind = "terraform" | "tofu";

/** A Terraform or OpenTofu that tests run. */
export interface TerraformEngine {
  readonly kind: Kind;
  /** Stands in the title of each suite: `terraform 1.11.4`. */
  readonly name: string;
  /** Path or name of its executable. */
  readonly command: string;
  /** Without what a development version has behind it. */
  readonly version: string;
  /** Why it can't be used here; absent when it can. */
  readonly unavailable?: string;
  /** Under which it knows providers that name no host. */
  readonly registry: string;
  /** Whether it takes ephemeral resources and write-only attributes. */
  readonly takesWriteOnly: boolean;
  /** Whether what a provider plans privately comes back in the apply. */
  readonly storesPlanned: boolean;
}

/** How an engine comes to the provider. */
export interface ProviderSource {
  /** What the commands need in their environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What the commands need in their settings, in HCL. */
  readonly settings: string;
  stop(): Promise<void>;
}

export type Action = "create" | "update" | "delete" | "replace" | "read";

/** What an engine says of an error or a warning. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail: string;
  /** Of the resource: `keysmith_client_key.orders`. */
  readonly address?: string;
  /** Where in the user's files. */
  readonly range?: { readonly filename: string; readonly start: { readonly line: number } };
  /** What stands there. */
  readonly snippet?: { readonly context: string | null; readonly code: string };
}

/** What a command did or would do, as it told it itself. */
export interface Run extends CommandResult {
  /** By address, in the order in which they are planned. */
  readonly planned: Readonly<Record<string, Action>>;
  /** By address, in the order in which they were done. */
  readonly done: Readonly<Record<string, Action>>;
  readonly diagnostics: readonly Diagnostic[];
  /** What a person needs to know of it: one diagnostic a line, with the resource that it is about. */
  readonly shown: string;
}
