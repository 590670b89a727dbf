import { createECDH, type KeyObject, randomBytes } from "node:crypto";

// ECDSA over a digest that the caller computed. node:crypto cannot do this, as it hashes whatever it signs. Its one point
// operation, a multiple of the generator, is enough here, because the verifier knows the private key too.

const orders: Readonly<Record<string, bigint>> = {
  prime256v1: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  secp256k1: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
};

const bytes = 32;

/** Signs a digest of 32 bytes. DER, as OpenSSL writes it. */
export function signDigest(key: KeyObject, curve: string, digest: Buffer): Buffer {
  const n = orderOf(curve);
  for (;;) {
    const k = fromBytes(randomBytes(bytes)) % n;
    if (k === 0n) continue;
    const r = abscissa(curve, k) % n;
    const s = mod(inverse(k, n) * (fromBytes(digest) + r * scalarOf(key)), n);
    if (r !== 0n && s !== 0n) return toDer(r, s);
  }
}

/** Whether a DER signature matches a digest. */
export function verifyDigest(key: KeyObject, curve: string, digest: Buffer, signature: Buffer): boolean {
  const n = orderOf(curve);
  const numbers = fromDer(signature);
  if (numbers === undefined) return false;
  const [r, s] = numbers;
  if (r <= 0n || r >= n || s <= 0n || s >= n) return false;
  // With the private scalar d, the sum of u1 times the generator and u2 times the public key is one multiple of the generator.
  const multiple = mod(inverse(s, n) * (fromBytes(digest) + r * scalarOf(key)), n);
  return multiple !== 0n && abscissa(curve, multiple) % n === r;
}

function orderOf(curve: string): bigint {
  const order = orders[curve];
  if (order === undefined) throw new Error(`no order of ${curve} is known`);
  return order;
}

function scalarOf(key: KeyObject): bigint {
  return fromBytes(Buffer.from(key.export({ format: "jwk" }).d ?? "", "base64url"));
}

/** The x coordinate of a multiple of the generator. */
function abscissa(curve: string, multiple: bigint): bigint {
  const point = createECDH(curve);
  point.setPrivateKey(toBytes(multiple));
  return fromBytes(point.getPublicKey().subarray(1, 1 + bytes));
}

function fromBytes(value: Buffer): bigint {
  return BigInt(`0x${value.toString("hex") || "0"}`);
}

function toBytes(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(2 * bytes, "0"), "hex");
}

function mod(value: bigint, n: bigint): bigint {
  return ((value % n) + n) % n;
}

/** By the extended Euclidean algorithm. */
function inverse(value: bigint, n: bigint): bigint {
  let [r0, r1, t0, t1] = [n, mod(value, n), 0n, 1n];
  while (r1 !== 0n) {
    const q = r0 / r1;
    [r0, r1, t0, t1] = [r1, r0 - q * r1, t1, t0 - q * t1];
  }
  return mod(t0, n);
}

function toDer(...numbers: bigint[]): Buffer {
  const parts = numbers.map((number) => {
    const plain = toBytes(number);
    const start = plain.findIndex((byte) => byte !== 0);
    const short = plain.subarray(start);
    // A first bit of 1 would make the number negative.
    const value = (short[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), short]) : short;
    return Buffer.concat([Buffer.of(0x02, value.length), value]);
  });
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}

function fromDer(der: Buffer): [bigint, bigint] | undefined {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return undefined;
  const first = integer(der, 2);
  const second = first && integer(der, first.end);
  return first && second && second.end === der.length ? [first.value, second.value] : undefined;
}

function integer(der: Buffer, at: number): { value: bigint; end: number } | undefined {
  const length = der[at + 1];
  if (der[at] !== 0x02 || length === undefined || length === 0 || at + 2 + length > der.length) return undefined;
  return { value: fromBytes(der.subarray(at + 2, at + 2 + length)), end: at + 2 + length };
}
