import { type DynamicModule, Module } from '@nestjs/common';
import { MasterKeys, SecretsService } from './secrets.service.js';

@Module({})
export class SecretsModule {
  static for(keys: MasterKeys): DynamicModule {
    return {
      module: SecretsModule,
      global: true,
      providers: [{ provide: MasterKeys, useValue: keys }, SecretsService],
      exports: [SecretsService],
    };
  }
}
