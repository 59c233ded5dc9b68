import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Changes } from './changes.js';
import { DatabaseListener } from './database-listener.js';
import { Idempotency } from './idempotency.js';
import { Partitions } from './partitions.js';
import { SidePool } from './side-pool.js';
import { Transaction } from './transaction.js';
import { Upkeep } from './upkeep.js';

/** Gives the app its one DataSource, opened before the app and closed with it. */
@Module({})
export class DatabaseModule {
  static for(source: DataSource): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({ useFactory: () => source.options, dataSourceFactory: async () => source }),
      ],
      providers: [Transaction, SidePool, DatabaseListener, Changes, Partitions, Idempotency, Upkeep],
      exports: [Transaction, SidePool, DatabaseListener, Changes, Idempotency],
    };
  }
}
