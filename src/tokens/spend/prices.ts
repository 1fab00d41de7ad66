import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import type { PricedIn } from './usage/model-usage.repository.js';

/** The prices of `MODEL_PRICES`. */
@Injectable()
export class Prices {
  constructor(private readonly config: Config) {}

  /** `null` without prices */
  get currency(): string | null {
    return this.config.modelPrices?.currency ?? null;
  }

  /** @returns `null` if the price is unknown */
  of(model: string): PricedIn | null {
    const { modelPrices } = this.config;
    const price = modelPrices?.models.get(model);
    return modelPrices && price ? { ...price, currency: modelPrices.currency } : null;
  }
}
