import { Module } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { CompletionsEndpoint } from './completions/completions-endpoint.js';
import { EchoModel } from './echo-model.js';
import { LanguageModel } from './language-model.js';
import { OpenAICompatibleModel } from './openai-compatible-model.js';

@Module({
  providers: [
    {
      provide: LanguageModel,
      inject: [Config, Clock],
      useFactory: (config: Config, clock: Clock) => modelOf(config, clock),
    },
  ],
  exports: [LanguageModel],
})
export class ModelsModule {}

function modelOf(config: Config, clock: Clock): LanguageModel {
  const { modelBaseUrl, modelDefault, modelTimeout } = config;
  if (modelBaseUrl === null || modelDefault === null) return new EchoModel();
  return new OpenAICompatibleModel(
    new CompletionsEndpoint({
      baseUrl: modelBaseUrl,
      apiKey: config.modelApiKey,
      apiVersion: config.modelApiVersion,
      headers: config.modelHeaders ?? {},
    }),
    { defaultModel: modelDefault, longestSilenceMs: modelTimeout * 1_000 },
    clock,
  );
}
