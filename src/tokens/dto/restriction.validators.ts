import { ValidateBy } from 'class-validator';
import { normaliseBlocks } from '../cidr-blocks.js';
import { normaliseHost } from '../origin-host.js';

export const IsCidrBlocks = () =>
  ValidateBy({
    name: 'isCidrBlocks',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && normaliseBlocks(value) !== null,
      defaultMessage: () => '$property must hold CIDR blocks',
    },
  });

export const IsHost = () =>
  ValidateBy({
    name: 'isHost',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && normaliseHost(value) !== null,
      defaultMessage: () => '$property must be a host name',
    },
  });
