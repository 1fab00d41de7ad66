import { Global, Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { LogDestination } from './log-destination.js';
import { RootLog } from './root-log.js';

@Global()
@Module({ providers: [LogDestination, RootLog], exports: [LogDestination, RootLog] })
class LogsModule {}

/** The log of the service, which Nest uses too. `RequestLog` logs the requests. */
@Module({
  imports: [
    LogsModule,
    LoggerModule.forRootAsync({
      inject: [RootLog],
      useFactory: ({ logger }: RootLog) => ({
        // Otherwise pino-http uses its own error serializer, which logs everything.
        pinoHttp: { logger, wrapSerializers: false },
        // Nest would mount the request log only below the prefixes of the routes.
        forRoutes: [],
      }),
    }),
  ],
})
export class LoggingModule {}
