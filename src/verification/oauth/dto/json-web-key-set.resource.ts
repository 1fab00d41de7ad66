import { ApiProperty, ApiSchema } from '@nestjs/swagger';

@ApiSchema({ description: 'A public key of this service (RFC 8037, section 2).' })
export class JsonWebKeyResource {
  @ApiProperty({ enum: ['OKP'], description: 'An octet key pair.', example: 'OKP' })
  kty: 'OKP';

  @ApiProperty({ enum: ['Ed25519'], description: 'The curve.', example: 'Ed25519' })
  crv: 'Ed25519';

  @ApiProperty({
    description: 'The public key, in base64url.',
    example: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  })
  x: string;

  @ApiProperty({
    description: 'The id of the key, as in the header of a JWT.',
    example: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
  })
  kid: string;

  @ApiProperty({ enum: ['sig'], description: 'The use of the key: signatures.', example: 'sig' })
  use: 'sig';

  @ApiProperty({ enum: ['EdDSA'], description: 'The algorithm.', example: 'EdDSA' })
  alg: 'EdDSA';
}

@ApiSchema({ description: 'The keys that verify JWTs (RFC 7517, section 5).' })
export class JsonWebKeySetResource {
  @ApiProperty({
    type: [JsonWebKeyResource],
    description: 'The keys that are valid now or will be soon.',
  })
  keys: JsonWebKeyResource[];
}
