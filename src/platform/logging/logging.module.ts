import { Global, Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { LogDestination } from './log-destination.js';
import { RootLog } from './root-log.js';

@Global()
@Module({ providers: [LogDestination, RootLog], exports: [LogDestination, RootLog] })
class LogsModule {}

/** What the service logs, and with it what Nest logs. Requests are logged by `RequestLog`. */
@Module({
  imports: [
    LogsModule,
    LoggerModule.forRootAsync({
      inject: [RootLog],
      useFactory: ({ logger }: RootLog) => ({
        // Else pino-http puts its own serializer of errors, which tells everything, before ours.
        pinoHttp: { logger, wrapSerializers: false },
        // Nest would mount the request log below the prefixes of the routes only.
        forRoutes: [],
      }),
    }),
  ],
})
export class LoggingModule {}
