import fc from 'fast-check';
import {
  cleanEmail,
  cleanMessage,
  cleanName,
  cleanPhone,
  cleanText,
  maskEmail,
  maskPhone,
  maskText,
} from './contact.js';

const anyText = fc.string({ unit: 'binary', maxLength: 60 });

describe('a phone number', () => {
  it.each([
    '(555) 123-4567',
    '555.123.4567',
    '+1 555 123 4567',
    '5551234567',
    '1-555-123-4567',
    ' 555\u00A0123\u20134567 ',
  ])('is read from %j as possible, though not assigned', (text) => {
    expect(cleanPhone(text)).toEqual({ e164: '+15551234567', valid: false });
  });

  it.each(['212-555-0123', '212-555-0123 x12', '(212) 555-0123 ext. 99', '+12125550123#7'])(
    'is read from %j without its extension',
    (text) => {
      expect(cleanPhone(text)).toEqual({ e164: '+12125550123', valid: true });
    },
  );

  it('without a country code belongs to the region; with one the region does not matter', () => {
    expect(cleanPhone('020 7183 8750', 'GB')).toEqual({ e164: '+442071838750', valid: true });
    expect(cleanPhone('+44 20 7183 8750', 'US')).toEqual({ e164: '+442071838750', valid: true });
  });

  it('needs a country code where the region is unknown', () => {
    expect(cleanPhone('212-555-0123', 'XX')).toBeNull();
    expect(cleanPhone('+1 212-555-0123', 'constructor')).toEqual({ e164: '+12125550123', valid: true });
  });

  it.each([
    ['nothing', ''],
    ['no number', 'N/A'],
    ['too short', '555-1234'],
    ['too long', '2'.repeat(300)],
    ['a social security number', '123-45-6789'],
    ['two numbers', '212-555-0123 / 212-555-0124'],
    ['within a sentence', 'call 212-555-0123'],
    ['all digits equal', '555-555-5555'],
    ['all digits equal with a country code', '+1 111 111 1111'],
    ['counted up', '1234567890'],
    ['counted up from nought', '0123456789'],
    ['counted up with a country code', '+1 123 456 7890'],
  ])('that is %s is none', (_, text) => {
    expect(cleanPhone(text)).toBeNull();
  });

  it('counted up is none in any region', () => {
    expect(cleanPhone('0123456789', 'FR')).toBeNull();
  });
});

describe('an e-mail address', () => {
  it('is trimmed and in lower case, and keeps its dots and tags', () => {
    expect(cleanEmail('  Jane.Doe+Law@Example.CO.uk\n')).toBe('jane.doe+law@example.co.uk');
  });

  it.each([
    ['nothing', ''],
    ['no at sign', 'jane.example.com'],
    ['two at signs', 'jane@doe@example.com'],
    ['no dot in the domain', 'jane@localhost'],
    ['nothing before the at sign', '@example.com'],
    ['an empty label', 'jane@example..com'],
    ['a dot at the end', 'jane@example.com.'],
    ['a space inside', 'jane doe@example.com'],
    ['a control character', 'jane\u0000@example.com'],
    ['something invisible', 'jane\u200B@example.com'],
    ['half a character', 'jane\uD800@example.com'],
    ['a name and brackets', '<jane@example.com>'],
    ['255 characters', `${'a'.repeat(243)}@example.com`],
  ])('with %s is none', (_, text) => {
    expect(cleanEmail(text)).toBeNull();
  });

  it('may have 254 characters', () => {
    const longest = `${'a'.repeat(242)}@example.com`;
    expect(cleanEmail(longest)).toBe(longest);
  });
});

describe('a name', () => {
  it('is composed, on one line, with single spaces', () => {
    expect(cleanName(' Jose\u0301 \t\n de la\u0000 Cruz ')).toBe('José de la Cruz');
  });

  it('is none when it is empty or longer than 200 characters', () => {
    expect(cleanName(' \n ')).toBeNull();
    expect(cleanName('a'.repeat(201))).toBeNull();
    expect(cleanName('a'.repeat(200))).toHaveLength(200);
  });
});

describe('a text', () => {
  it('has each run of control characters turned into a space, and keeps spaces as they were sent', () => {
    expect(cleanText('\u0000RU  -\r\nSMITH\u0007\u0085', 20)).toBe('RU  - SMITH');
  });

  it('is none when it is empty or too long', () => {
    expect(cleanText('\u0000', 5)).toBeNull();
    expect(cleanText('123456', 5)).toBeNull();
    expect(cleanText(' 12345 ', 5)).toBe('12345');
  });

  it('never holds what a database refuses, and is clean the second time', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const cleaned = cleanText(text, 60);
        if (cleaned === null) return;
        expect(cleaned.isWellFormed()).toBe(true);
        expect(cleaned).not.toMatch(/\p{Cc}/u);
        expect(cleanText(cleaned, 60)).toBe(cleaned);
      }),
    );
  });
});

describe('a message', () => {
  it('keeps its line breaks and loses every other control character', () => {
    expect(cleanMessage(' Signed.\r\nCall\u0000back\tsoon\rBye\n')).toBe('Signed.\nCall back soon\nBye');
  });

  it('has social security and card numbers masked', () => {
    expect(cleanMessage('SSN 123-45-6789, card 4111 1111 1111 1111')).toBe('SSN •••-••-••••, card •••• •••• •••• ••••');
  });

  it('is cut after 2,000 characters, never through one, and never so that a number shows', () => {
    expect(cleanMessage('a'.repeat(3_000))).toBe('a'.repeat(2_000));
    expect(cleanMessage(`${'a'.repeat(1_999)}😀`)).toBe('a'.repeat(1_999));
    expect(cleanMessage(`${'a'.repeat(1_990)} 123-45-6789`)).toBe(`${'a'.repeat(1_990)} •••-••-••`);
  });

  it('is none when nothing is left', () => {
    expect(cleanMessage('\u0000 \n')).toBeNull();
  });
});

describe('a hint', () => {
  it.each([
    ['+15551234567', '+1555•••4567'],
    ['+4512345678', '+451•••5678'],
    ['1234567', '•••4567'],
    ['123456', '•••'],
    ['', '•••'],
  ])('of the phone number %j is %j', (phone, hint) => {
    expect(maskPhone(phone)).toBe(hint);
  });

  it('of a phone number hides three characters or more', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^\+\d{1,15}$/),
        (phone) => maskPhone(phone).replace('•••', '').length <= Math.max(0, phone.length - 3),
      ),
    );
  });

  it.each([
    ['jane@example.com', 'j•••@example.com'],
    ['@example.com', '•••@example.com'],
    ['jane', 'j•••'],
  ])('of the e-mail address %j is %j', (email, hint) => {
    expect(maskEmail(email)).toBe(hint);
  });

  it('of a text shows its first character, whole', () => {
    expect(maskText('Jane')).toBe('J•••');
    expect(maskText('😀 Jane')).toBe('😀•••');
    expect(maskText('')).toBe('•••');
  });
});
