import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TokenIssuing1764100060000 } from './1764100060000-TokenIssuing.js';

/** The service issues tokens without `issuer_facts`; docs/decisions/0028 has the reason. */
export class IssuingInTheService1764300000000 implements MigrationInterface {
  private readonly before = new TokenIssuing1764100060000();

  async up(queryRunner: QueryRunner): Promise<void> {
    await this.before.down(queryRunner);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await this.before.up(queryRunner);
  }
}
