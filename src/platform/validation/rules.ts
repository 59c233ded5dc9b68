import { applyDecorators } from '@nestjs/common';
import { Transform, Type } from 'class-transformer';
import { IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';

const trimmed = Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));

/** PostgreSQL keeps every character but this one. */
const storable = Matches(/^[^\0]*$/, { message: '$property must not hold a NUL character' });

/** A non-empty text of at most `max` characters, white space around it removed. */
export function Text(max: number): PropertyDecorator {
  return applyDecorators(trimmed, IsString(), IsNotEmpty(), MaxLength(max), storable);
}

/** As `Text`, or absent. */
export function OptionalText(max: number): PropertyDecorator {
  return applyDecorators(IsOptional(), Text(max));
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
