import { ApiSchema } from '@nestjs/swagger';

@ApiSchema({ description: 'Always empty: the response tells nothing about the values.' })
export class AcceptedReportResource {}
