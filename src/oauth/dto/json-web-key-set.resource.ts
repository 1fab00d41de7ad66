import { ApiProperty } from '@nestjs/swagger';

/** RFC 8037, section 2. */
export class JsonWebKeyResource {
  @ApiProperty({ enum: ['OKP'] })
  kty: 'OKP';

  @ApiProperty({ enum: ['Ed25519'] })
  crv: 'Ed25519';

  @ApiProperty({ example: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' })
  x: string;

  @ApiProperty({ example: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k' })
  kid: string;

  @ApiProperty({ enum: ['sig'] })
  use: 'sig';

  @ApiProperty({ enum: ['EdDSA'] })
  alg: 'EdDSA';
}

/** RFC 7517, section 5. */
export class JsonWebKeySetResource {
  @ApiProperty({ type: [JsonWebKeyResource] })
  keys: JsonWebKeyResource[];
}
