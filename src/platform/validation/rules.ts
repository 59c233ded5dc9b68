import { applyDecorators } from '@nestjs/common';
import { Transform, Type } from 'class-transformer';
import { IsInt, IsNotEmpty, IsString, Matches, Max, MaxLength, Min } from 'class-validator';

const trimmed = Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));

/** PostgreSQL keeps every character but NUL; half a surrogate pair is none. */
const storable = Matches(/^[^\0\p{Cs}]*$/u, { message: '$property must not hold NUL or half a character' });

/** A non-empty text of at most `max` characters, white space around it removed. */
export function Text(max: number): PropertyDecorator {
  return applyDecorators(trimmed, IsString(), IsNotEmpty(), MaxLength(max), storable);
}

/** A whole number between `min` and `max`, both included; digits in a string count, since the environment has no numbers. */
export function Whole(min: number, max: number): PropertyDecorator {
  return applyDecorators(
    Type(() => Number),
    IsInt(),
    Min(min),
    Max(max),
  );
}
