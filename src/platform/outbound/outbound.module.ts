import { Global, Module } from '@nestjs/common';
import { Dialler, Names, SystemNames } from './dialler.js';

/** How the gateway calls others: by checked addresses alone. */
@Global()
@Module({
  providers: [{ provide: Names, useClass: SystemNames }, Dialler],
  exports: [Dialler],
})
export class OutboundModule {}
