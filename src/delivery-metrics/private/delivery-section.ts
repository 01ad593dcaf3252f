import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { DoraPlan } from './dora-plan';
import { StreamName } from './service-stream';
import { Audience } from '../../dashboards';

/** What the section shows. */
export interface DeliverySection {
  readonly plan: DoraPlan;
  readonly names: StreamName[];
  readonly table: dynamodb.ITable;
}

export function deliveryWidgets(_scope: Construct, _audience: Audience, _section: DeliverySection): cloudwatch.IWidget[] {
  return [];
}
