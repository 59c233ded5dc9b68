import { applyDecorators } from '@nestjs/common';
import { type ClassConstructor, Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

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

/** What stands in for a list where an object belongs: its items would be checked one by one, each with issues of its own. */
export function emptiedList(value: unknown): unknown {
  return Array.isArray(value) ? [] : value;
}

/** An object with a shape of its own. */
export function Nested(shape: () => ClassConstructor<object>): PropertyDecorator {
  const emptied = Transform(({ value }: { value: unknown }) => emptiedList(value));
  return applyDecorators(Type(shape), emptied, IsObject(), ValidateNested());
}

/** A list of at most `most` objects of one shape. A list in an object's place is refused like any other value. */
export function NestedList(shape: () => ClassConstructor<object>, most: number): PropertyDecorator {
  const noLists = Transform(({ value }: { value: unknown }) =>
    Array.isArray(value) ? value.slice(0, most + 1).map((item: unknown) => (Array.isArray(item) ? null : item)) : value,
  );
  return applyDecorators(Type(shape), noLists, IsArray(), ArrayMaxSize(most), ValidateNested({ each: true }));
}
