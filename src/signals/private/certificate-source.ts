import { MeasuredSource } from './measured-source';
import { Subject } from './subject';
import { ONE_DAY } from '../../core/private/periods';
import { ResourceKind } from '../resource-kind';
import { SignalUnit } from '../signal';
import { GoldenSignals } from '../signal-source';

export class CertificateSource extends MeasuredSource {
  public readonly resourceKind = ResourceKind.CERTIFICATE;

  constructor(subject: Subject, private readonly certificateArn: string) {
    super(subject);
  }

  public goldenSignals(): GoldenSignals {
    const metric = this.metricsOf('AWS/CertificateManager', { CertificateArn: this.certificateArn }, ONE_DAY);
    return {
      extras: {
        daysToExpiry: this.signal('daysToExpiry', metric('DaysToExpiry', 'Minimum'), 'Days to expiry', SignalUnit.COUNT),
      },
    };
  }
}
