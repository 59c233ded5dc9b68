const BYTEA_OID = 17;
const HEADER_BYTES = 20;
const NULL_LENGTH = -1;

/**
 * A `bytea[]` as PostgreSQL reads it in binary. As text each byte would take two characters, to be written, escaped, sent
 * and read again; receipts are mostly bytes.
 */
export function byteaArray(values: readonly (Buffer | null)[]): Buffer {
  const head = Buffer.alloc(HEADER_BYTES);
  head.writeInt32BE(1, 0); // dimensions
  head.writeInt32BE(values.includes(null) ? 1 : 0, 4);
  head.writeInt32BE(BYTEA_OID, 8);
  head.writeInt32BE(values.length, 12);
  head.writeInt32BE(1, 16); // first index
  return Buffer.concat([head, ...values.flatMap(element)]);
}

function element(value: Buffer | null): Buffer[] {
  const length = Buffer.allocUnsafe(4);
  length.writeInt32BE(value?.length ?? NULL_LENGTH, 0);
  return value === null ? [length] : [length, value];
}
