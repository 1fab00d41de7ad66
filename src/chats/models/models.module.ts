import { Module } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { EchoModel } from './echo-model.js';
import { LanguageModel } from './language-model.js';
import { OpenAICompatibleModel } from './openai-compatible-model.js';

@Module({
  providers: [
    {
      provide: LanguageModel,
      inject: [Config, Clock],
      useFactory: (
        { modelBaseUrl, modelApiKey, modelDefault, modelTimeout }: Config,
        clock: Clock,
      ) =>
        modelBaseUrl === null || modelDefault === null
          ? new EchoModel()
          : new OpenAICompatibleModel(
              {
                baseUrl: modelBaseUrl,
                apiKey: modelApiKey,
                defaultModel: modelDefault,
                longestSilenceMs: modelTimeout * 1_000,
              },
              clock,
            ),
    },
  ],
  exports: [LanguageModel],
})
export class ModelsModule {}
