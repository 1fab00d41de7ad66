import { Global, Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { LogDestination } from './log-destination.js';
import { RootLog } from './root-log.js';

@Global()
@Module({
  providers: [LogDestination, RootLog],
  exports: [LogDestination, RootLog],
})
class LogsModule {}

/** What the service logs, and with it what Nest logs. Requests are logged by `RequestLog`. */
@Module({
  imports: [
    LogsModule,
    LoggerModule.forRootAsync({
      inject: [RootLog],
      useFactory: ({ logger }: RootLog) => ({
        pinoHttp: {
          logger,
          autoLogging: false,
          // Otherwise pino-http adds its own serializers, which log everything.
          wrapSerializers: false,
        },
        forRoutes: [],
      }),
    }),
  ],
})
export class LoggingModule {}
