import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Owner } from './owner.entity.js';
import { OwnersRepository } from './owners.repository.js';

@Module({
  imports: [TypeOrmModule.forFeature([Owner])],
  providers: [OwnersRepository],
  exports: [OwnersRepository],
})
export class OwnersModule {}
