import { isBurstable } from './burstable';
import { MeasuredSource } from './measured-source';
import { Subject } from './subject';
import { FIVE_MINUTES } from '../../core/private/periods';
import { ResourceKind } from '../resource-kind';
import { SignalUnit } from '../signal';
import { GoldenSignals } from '../signal-source';

// EC2 publishes CPU under InstanceId or under AutoScalingGroupName, never under both: a metric with both stays empty.

export class Ec2InstanceSource extends MeasuredSource {
  public readonly resourceKind = ResourceKind.EC2_INSTANCE;

  constructor(subject: Subject, private readonly instanceId: string, private readonly instanceType?: string) {
    super(subject);
  }

  public goldenSignals(): GoldenSignals {
    const dimensions = { InstanceId: this.instanceId };
    const everyFive = this.metricsOf('AWS/EC2', dimensions, FIVE_MINUTES);
    const everyMinute = this.metricsOf('AWS/EC2', dimensions);
    const cpuCredits = this.signal('cpuCredits', everyFive('CPUCreditBalance', 'Minimum'), 'CPU credits', SignalUnit.COUNT);
    return {
      cpu: this.signal('cpu', everyFive('CPUUtilization', 'Average'), 'CPU utilization', SignalUnit.PERCENT),
      unhealthy: this.signal('unhealthy', everyMinute('StatusCheckFailed', 'Maximum'), 'Failed status checks', SignalUnit.COUNT),
      ...isBurstable(this.instanceType) && { extras: { cpuCredits } },
    };
  }
}
