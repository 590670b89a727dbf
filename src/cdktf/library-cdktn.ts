/** What only one of the two libraries has, so that all else can be the same for both: this is cdktn's part. */
import { TerraformEphemeralResource, TerraformResource } from "cdktn";

/** A resource that can mark an attribute as write-only: the library checks then that the engine knows such. */
export abstract class LibraryResource extends TerraformResource {
  protected markWriteOnly(value: unknown): unknown {
    return this.markWriteOnlyAttribute(value);
  }
}

export abstract class LibraryEphemeralResource extends TerraformEphemeralResource {}
