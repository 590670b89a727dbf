import { existsSync, readdirSync, realpathSync, rmSync } from "node:fs";
import path from "node:path";
import { TerraformProvider, TerraformStack } from "cdktf";
import { addCustomSynthesis } from "cdktf/lib/synthesize/synthesizer";
import type { Construct } from "constructs";
import { HOSTS, installProvider } from "../terraform/mirror";
import { PROVIDER, SOURCE } from "../terraform/names";
import { packageVersion } from "../version";
import { type KeysmithProviderSettings, providerShape } from "./generated/provider-config";
import { Inputs, wholeOrGone } from "./inputs";
import { defaultStack, generatorMetadata, rememberStack } from "./stack";

/** The configuration of a {@link KeysmithProvider}. */
export interface KeysmithProviderConfig extends KeysmithProviderSettings {
  /** The name by which resources refer to this configuration if a stack has several. */
  readonly alias?: string | undefined;
  /** Whether to put the provider beside the stack. Default: `true`. With `false` the engine asks a registry for it. */
  readonly bundled?: boolean | undefined;
}

/**
 * Configures the provider for the resources of a stack. Synthesis puts the provider itself, one file for all platforms
 * with Node.js 20.18.1 or newer, into `terraform.d/plugins` of the stack's folder: `terraform init` finds it there, and
 * asks no registry for it. After an upgrade of this package, run `terraform init -upgrade`. `cdktf deploy` and
 * `cdktn deploy` need `--skip-provider-lock`, as the step that they run before it asks the registry.
 */
export class KeysmithProvider extends TerraformProvider {
  static readonly tfResourceType = PROVIDER;

  readonly #given: Inputs<KeysmithProviderSettings>;
  #alias: string | undefined;

  /**
   * @param id unique in its scope
   * @throws InvalidInputError for problems that show without the engine
   */
  constructor(scope: Construct, id: string, config: KeysmithProviderConfig = {}) {
    super(scope, id, {
      terraformResourceType: PROVIDER,
      terraformProviderSource: SOURCE,
      terraformGeneratorMetadata: generatorMetadata(),
    });
    const { alias, bundled = true, stack, ...others } = config;
    const settings = { ...others, stack: stack || defaultStack(this.cdktfStack) };
    this.#alias = alias;
    this.#given = wholeOrGone(this, () => new Inputs(this, providerShape, settings));
    rememberStack(this, settings.stack);
    if (bundled) this.#installWithStack();
  }

  override get alias(): string | undefined {
    return this.#alias;
  }

  override set alias(value: string | undefined) {
    this.#alias = value;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return this.#given.attributes();
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return this.#given.hclAttributes();
  }

  #installWithStack(): void {
    addCustomSynthesis(this, {
      onSynthesize: ({ outdir, manifest }) => {
        const { workingDirectory } = manifest.forStack(TerraformStack.of(this));
        installBeside(path.join(outdir, workingDirectory));
      },
    });
  }
}

const PLUGINS_FOLDER = "terraform.d/plugins";

/**
 * Puts the bundled provider beside a stack, and removes those that earlier versions of this package put there.
 * @param stackFolder where the engine will run
 * @throws ConfigurationError if the provider was not built, or the folder can't be written to
 */
export function installBeside(stackFolder: string): void {
  installProvider(path.join(stackFolder, PLUGINS_FOLDER));
  for (const host of HOSTS) removeOtherVersions(stackFolder, path.join(PLUGINS_FOLDER, host, ...SOURCE.split("/")));
}

/** Leaves alone a folder that the stack's folder only links to: it belongs to somebody else. */
function removeOtherVersions(stackFolder: string, versions: string): void {
  const folder = path.join(stackFolder, versions);
  if (!existsSync(folder) || realpathSync(folder) !== path.join(realpathSync(stackFolder), versions)) return;
  const others = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== packageVersion(),
  );
  for (const { name } of others) rmSync(path.join(folder, name), { recursive: true, force: true });
}
