/** The parts in which the two libraries differ, so that all else can be the same for both. These are cdktf 0.21's. */
import { type IResolvable, ref, TerraformDataSource, TerraformResource, Token } from "cdktf";

/** A resource that can mark an attribute as write-only: this library has no such mark. */
export abstract class LibraryResource extends TerraformResource {
  protected markWriteOnly(value: unknown): unknown {
    return value;
  }
}

/**
 * An ephemeral resource. This library has none, but one is written like a data source, in a block of another name. It
 * can't be written in the engine's own language: there the library drops blocks that it doesn't know.
 */
export abstract class LibraryEphemeralResource extends TerraformDataSource {
  override get fqn(): string {
    return Token.asString(ref(this.#address, this.cdktfStack));
  }

  override interpolationForAttribute(terraformAttribute: string): IResolvable {
    const all = this.forEach ? ".*" : "";
    return ref(`${this.#address}${all}.${terraformAttribute}`, this.cdktfStack);
  }

  override toTerraform(): unknown {
    const { data } = super.toTerraform() as { readonly data: unknown };
    return { ephemeral: data };
  }

  /** @throws Error always */
  override toHclTerraform(): never {
    throw new Error(`[${this.node.path}] cdktf writes ephemeral resources as JSON only: unset SYNTH_HCL_OUTPUT`);
  }

  get #address(): string {
    return `ephemeral.${this.terraformResourceType}.${this.friendlyUniqueId}`;
  }
}
