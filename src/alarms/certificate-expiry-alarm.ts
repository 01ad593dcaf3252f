import { Construct } from 'constructs';
import { ISignalSource } from '../signals';
import { SignalAlarmOptions } from './alarm-options';
import { ALARM_TYPES } from './private/alarm-types';
import { SignalAlarmBase } from './private/signal-alarm-base';

/** Properties of a `CertificateExpiryAlarm`. */
export interface CertificateExpiryAlarmProps extends SignalAlarmOptions {
  /** What is watched. It must have a `daysToExpiry` signal among its extras. */
  readonly source: ISignalSource;

  /**
   * How many days are left at least.
   *
   * @default - as recommended for the source, otherwise 30
   */
  readonly minimumDays?: number;
}

/**
 * Goes off when a certificate is about to expire. AWS renews its own 60 days ahead, so this is about those it could not renew,
 * and those that were imported.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
 */
export class CertificateExpiryAlarm extends SignalAlarmBase {
  constructor(scope: Construct, id: string, props: CertificateExpiryAlarmProps) {
    super(scope, id, ALARM_TYPES.certificateExpiry, props);
  }
}
