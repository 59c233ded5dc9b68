import type { DataSource } from 'typeorm';

/** The address the DataSource was built with. @throws Error when it has none, which `sourceOptions` rules out */
export function databaseUrlOf(source: DataSource): string {
  if (source.options.type !== 'postgres' || source.options.url === undefined)
    throw new Error('The DataSource has no url');
  return source.options.url;
}
