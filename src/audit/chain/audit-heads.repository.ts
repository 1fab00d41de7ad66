import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { paginate } from '../../api/hal/keyset-rows.js';
import type { Page, PageRequest } from '../../api/hal/page.js';
import { AuditChainRepository } from './audit-chain.repository.js';
import { AuditHeadRow } from './audit-head.entity.js';

const SEQUENCE = /^\d{1,18}$/;

@Injectable()
export class AuditHeadsRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly chain: AuditChainRepository,
  ) {}

  /** Newest first. No head is ever deleted, so the last sequence is their number. */
  async findPage(request: PageRequest): Promise<Page<AuditHeadRow>> {
    const last = await this.chain.findLast();
    return paginate(
      this.dataSource.manager.createQueryBuilder(AuditHeadRow, 'head'),
      {
        column: 'head.sequence',
        order: 'DESC',
        keyOf: ({ sequence }) => sequence,
        pattern: SEQUENCE,
      },
      request,
      undefined,
      Number(last?.sequence ?? 0),
    );
  }
}
