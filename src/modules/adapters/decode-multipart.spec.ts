import fc from 'fast-check';
import { DomainError } from '../../kernel/domain-error.js';
import { decodeMultipart } from './decode-multipart.js';

const TYPE = 'multipart/form-data; boundary=X';
const part = (disposition: string, value: string): string =>
  `--X\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${value}\r\n`;
const END = '--X--\r\n';

const read = async (text: string | Buffer, type = TYPE): Promise<unknown> => ({
  ...((await decodeMultipart(Buffer.from(text), type)) as object),
});

/** The code of the refusal; undefined when it was read. */
async function codeOf(text: string | Buffer, type = TYPE): Promise<string | undefined> {
  try {
    await read(text, type);
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

it('reads text fields in UTF-8, with lists of repeated names', async () => {
  const text =
    part('name="Status"', 'Retainer Signed') +
    part('name="Größe"', 'Zoë') +
    part('name="a"', '1') +
    part('name="a"', '2');
  expect(await read(text + END)).toEqual({ Status: 'Retainer Signed', Größe: 'Zoë', a: ['1', '2'] });
});

it('passes files over', async () => {
  const file = part('name="Status"; filename="a.txt"', 'file');
  expect(await read(file + part('name="LeadId"', '7') + END)).toEqual({ LeadId: '7' });
});

it('reads no field that has no name', async () => {
  expect(await read(`--X\r\nContent-Type: text/plain\r\n\r\nx\r\n${part('name="a"', '1')}${END}`)).toEqual({ a: '1' });
});

it.each([
  ['nothing', ''],
  ['no part', 'Status=Signed'],
  ['a field that breaks off', part('name="Status"', 'Signed').slice(0, -9)],
  ['a missing end', part('name="Status"', 'Signed')],
  ['a header that breaks off', '--X\r\nContent-Dispo'],
  [
    'a file that breaks off',
    `--X\r\nContent-Disposition: form-data; name="f"; filename="a.pdf"\r\n\r\n${'%'.repeat(200_000)}`,
  ],
  ['more than 1,000 fields', part('name="a"', '').repeat(1_001) + END],
  ['more than 1,000 files', part('name="f"; filename="x"', '').repeat(1_001) + END],
  ['a field named __proto__', part('name="__proto__"', 'x') + END],
  ['1 MiB of dashes', '-'.repeat(1_048_576)],
])('is refused with %s', async (_, text) => {
  expect(await codeOf(text)).toBe('body_unparseable');
});

it.each([
  'multipart/form-data',
  'multipart/form-data; boundary=',
  `multipart/form-data; boundary=${'y'.repeat(5_000)}`,
])('is refused when its boundary is missing or of no use', async (type) => {
  expect(await codeOf(part('name="a"', '1') + END, type)).toBe('body_unparseable');
});

it('ends, and in no accident, wherever the body breaks off', async () => {
  const whole = Buffer.from(
    part('name="a"', '1') + part('name="f"; filename="x"', 'file') + part('name="b"', '2') + END,
  );
  for (let length = 0; length < whole.length - END.length; length += 1) {
    expect(await codeOf(whole.subarray(0, length))).toBe('body_unparseable');
  }
});

it('ends, and in no accident, whatever the bytes', async () => {
  const pieces = fc.constantFrom(
    '--X',
    '--',
    '\r\n',
    '\n',
    'Content-Disposition: form-data; name="a"',
    '; filename="x"',
    'text',
    '\0',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 20 }), async (parts) => {
      await codeOf(parts.join(''));
    }),
  );
});
