import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';

@ApiSchema({ description: 'A username and a password.' })
export class LoginDto {
  @ApiProperty({ minLength: 1, maxLength: 256, description: 'The username.', example: 'admin' })
  @IsString()
  @MinLength(1)
  @MaxLength(256)
  username: string;

  @ApiProperty({
    format: 'password',
    writeOnly: true,
    minLength: 1,
    maxLength: 1_024,
    description: 'The password.',
    example: 'correct horse battery staple',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(1_024)
  password: string;
}
