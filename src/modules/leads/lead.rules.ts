import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsOptional, isISO8601, registerDecorator, type ValidationOptions } from 'class-validator';

const MAX_ANSWERS = 200;
const MAX_NAME = 100;
const MAX_ANSWER = 4_000;
/** With its zone: without one it would mean another moment on every server. */
const TIME = /^20\d{2}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
/** NUL cannot be stored as text, and half a surrogate pair is no character. */
const UNSTORABLE = /[\0\p{Cs}]/u;

function rule(name: string, validate: (value: unknown) => boolean, options: ValidationOptions): PropertyDecorator {
  return (target, property) => {
    const propertyName = String(property);
    registerDecorator({ name, target: target.constructor, propertyName, options, validator: { validate } });
  };
}

/** The member may be left out or null, which means `otherwise`. */
export function Optional(otherwise?: unknown): PropertyDecorator {
  return applyDecorators(
    IsOptional(),
    Transform(({ value }: { value: unknown }) => value ?? otherwise),
  );
}

/** A text that `cleaner` can make something of. */
export function IsCleanedBy(cleaner: (text: string) => unknown, must: string): PropertyDecorator {
  const validate = (value: unknown) => typeof value === 'string' && cleaner(value) !== null;
  return rule('isCleanedBy', validate, { message: `$property ${must}` });
}

/** A moment of this century: ISO 8601 with a zone, or a day in UTC. */
export function IsTime(): PropertyDecorator {
  const validate = (value: unknown) =>
    typeof value === 'string' && TIME.test(value) && isISO8601(value, { strict: true });
  return rule('isTime', validate, { message: '$property must be a time such as 2026-03-04T18:30:00.000Z' });
}

/** A day of the calendar since 1900, YYYY-MM-DD. */
export function IsBirthDate(): PropertyDecorator {
  return rule('isBirthDate', isBirthDate, { message: '$property must be a past date such as 1985-03-15' });
}

function isBirthDate(value: unknown): boolean {
  const [, year, month, day] = (typeof value === 'string' ? DATE.exec(value) : null) ?? [];
  if (!year || !month || !day) return false;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  const exists = !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day);
  return exists && Number(year) >= 1900;
}

/** An object of texts, bounded in number and length. */
export function IsAnswers(): PropertyDecorator {
  const message = `$property must be an object of at most ${MAX_ANSWERS} texts, each up to ${MAX_ANSWER} characters`;
  return rule('isAnswers', isAnswers, { message });
}

function isAnswers(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return entries.length <= MAX_ANSWERS && entries.every(isAnswer);
}

function isAnswer([name, text]: [string, unknown]): boolean {
  if (name === '' || name.length > MAX_NAME || name === '__proto__' || UNSTORABLE.test(name)) return false;
  return typeof text === 'string' && text.length <= MAX_ANSWER && !UNSTORABLE.test(text);
}
