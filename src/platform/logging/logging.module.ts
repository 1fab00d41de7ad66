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
          // Else pino-http puts serializers of its own before ours, which tell everything.
          wrapSerializers: false,
        },
        forRoutes: [],
      }),
    }),
  ],
})
export class LoggingModule {}
