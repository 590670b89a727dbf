import { type ChildProcessByStdio, execFileSync, spawn } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { credentials } from "@grpc/grpc-js";
import { type Identity, makeIdentity } from "../../../src/terraform/protocol/certificate";
import { build } from "../../executable/build";
import { leftToAll } from "../../support/describe-engine";
import { GrpcClient } from "./grpc-client";

const ROOT = path.resolve(__dirname, "../../..");

/** How a program is built: a script for Node, or an executable, which quick runs leave out. */
export const KINDS: readonly Kind[] = leftToAll() ? ["script"] : ["script", "executable"];
export type Kind = "script" | "executable";

/** A program as the build makes the provider of it. */
export function bundled(entry: string, kind: Kind = "script"): string {
  if (kind === "executable") return build(path.resolve(__dirname, entry)).file;
  const folder = mkdtempSync(path.join(tmpdir(), "keysmith-bundle-"));
  const file = path.join(folder, "terraform-provider-keysmith");
  const args = [path.join(ROOT, "scripts/bundle.mjs"), path.resolve(__dirname, entry), file];
  execFileSync(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  return file;
}

/** What engines put into the environment of every plugin. */
export const COOKIE = {
  TF_PLUGIN_MAGIC_COOKIE: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
  PLUGIN_PROTOCOL_VERSIONS: "5,6",
};

/** The engine's own certificate, of the sort that AutoMTLS has. */
export const ENGINE: Identity = makeIdentity();

export const AUTO_MTLS = { PLUGIN_CLIENT_CERT: ENGINE.cert };

/** What a handshake line says. */
export interface Handshake {
  readonly fields: readonly string[];
  readonly address: string;
  /** As gRPC clients write addresses. */
  readonly target: string;
  /** PEM. */
  readonly certificate: string;
}

/** A plugin that was started as an engine starts it. */
export class PluginProcess {
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #told: Promise<string>;
  /** All that came on standard output and error. */
  readonly heard = { stdout: "", stderr: "" };
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;

  constructor(file: string, env: NodeJS.ProcessEnv = {}) {
    const own = { PATH: process.env["PATH"], TMPDIR: tmpdir(), ...COOKIE };
    this.#child = spawn(file, { env: { ...own, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    this.#child.stderr.on("data", (data) => {
      this.heard.stderr += String(data);
    });
    this.ended = new Promise((resolve) => this.#child.once("close", (code, signal) => resolve(code ?? signal)));
    this.#told = new Promise((resolve) => {
      this.#child.stdout.on("data", (data) => {
        this.heard.stdout += String(data);
        if (this.heard.stdout.includes("\n")) resolve(this.heard.stdout.split("\n")[0] ?? "");
      });
      void this.ended.then(() => resolve(this.heard.stdout));
    });
  }

  /** @throws Error when the first line is none */
  async handshake(): Promise<Handshake> {
    const fields = (await this.#told).split("|");
    const [, , network, address, , encoded = ""] = fields;
    if (!address) throw new Error(`no handshake: ${this.heard.stdout}${this.heard.stderr}`);
    const certificate = encoded && new X509Certificate(Buffer.from(encoded, "base64")).toString();
    return { fields, address, target: network === "unix" ? `unix:${address}` : address, certificate };
  }

  async client(identity: Identity | undefined = undefined): Promise<GrpcClient> {
    const { target, certificate } = await this.handshake();
    if (!identity) return new GrpcClient(target);
    const [ca, key, cert] = [certificate, identity.key, identity.cert].map((pem) => Buffer.from(pem));
    return new GrpcClient(target, credentials.createSsl(ca, key, cert));
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }
}
