import { MeasuredSource } from './measured-source';
import { Subject } from './subject';
import { FIVE_MINUTES } from '../../core/private/periods';
import { ResourceKind } from '../resource-kind';
import { SignalUnit } from '../signal';
import { GoldenSignals } from '../signal-source';

export class AutoScalingGroupSource extends MeasuredSource {
  public readonly resourceKind = ResourceKind.AUTO_SCALING_GROUP;

  /** @param countsInstances whether the group publishes how many instances it has; it does only when told to */
  constructor(subject: Subject, private readonly groupName: string, private readonly countsInstances: boolean) {
    super(subject);
  }

  public goldenSignals(): GoldenSignals {
    const dimensions = { AutoScalingGroupName: this.groupName };
    const instances = this.metricsOf('AWS/EC2', dimensions, FIVE_MINUTES);
    const group = this.metricsOf('AWS/AutoScaling', dimensions);
    return {
      cpu: this.signal('cpu', instances('CPUUtilization', 'Average'), 'CPU utilization', SignalUnit.PERCENT),
      ...this.countsInstances && {
        healthy: this.signal('healthy', group('GroupInServiceInstances', 'Minimum'), 'Instances in service', SignalUnit.COUNT),
      },
    };
  }
}
