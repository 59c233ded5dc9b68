import { applyDecorators } from '@nestjs/common';
import { ArrayMaxSize, IsArray, IsInt, Matches, Max, Min, ValidateIf } from 'class-validator';

/** The member may be left out; what is sent must follow the other rules, null too. */
export function MayBeAbsent(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}

/** The member may be left out or null. */
export function MayBeNull(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined && value !== null);
}

/** A JSON number without fraction between `min` and `max`, both included; digits in a string do not count. */
export function WholeNumber(min: number, max: number): PropertyDecorator {
  return applyDecorators(IsInt(), Min(min), Max(max));
}

/** A list of at most `most` texts, each of 1 to `longest` characters and without NUL, which cannot be stored. */
export function Texts(most: number, longest: number): PropertyDecorator {
  const message = `$property must be a list of texts, each of 1 to ${longest} characters`;
  return applyDecorators(
    IsArray(),
    ArrayMaxSize(most),
    Matches(new RegExp(`^[^\\0]{1,${longest}}$`), { each: true, message }),
  );
}
