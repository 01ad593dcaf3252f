import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { metricsOf } from './metrics';
import { RECOMMENDED } from './recommendations';
import { nameOf } from '../../core/private/name-of';
import { FIVE_MINUTES, ONE_MINUTE } from '../../core/private/periods';
import { SignalUnit } from '../signal';
import { GoldenSignals, ISignalSource } from '../signal-source';

// EC2 publishes CPU under InstanceId or under AutoScalingGroupName, never under both: a metric with both stays empty.

export class Ec2InstanceSource implements ISignalSource {
  public readonly sourceName: string;

  constructor(private readonly instance: ec2.IInstance) {
    this.sourceName = nameOf(instance);
  }

  public goldenSignals(): GoldenSignals {
    const dimensions = { InstanceId: this.instance.instanceId };
    return {
      cpu: {
        metric: metricsOf('AWS/EC2', dimensions, FIVE_MINUTES)('CPUUtilization', 'Average'),
        label: 'CPU utilization',
        unit: SignalUnit.PERCENT,
        recommendation: RECOMMENDED.ec2Instance.cpu,
      },
      unhealthy: {
        metric: metricsOf('AWS/EC2', dimensions, ONE_MINUTE)('StatusCheckFailed', 'Maximum'),
        label: 'Failed status checks',
        unit: SignalUnit.COUNT,
        recommendation: RECOMMENDED.ec2Instance.unhealthy,
      },
    };
  }
}

export class AutoScalingGroupSource implements ISignalSource {
  public readonly sourceName: string;

  constructor(private readonly group: autoscaling.IAutoScalingGroup) {
    this.sourceName = nameOf(group);
  }

  public goldenSignals(): GoldenSignals {
    return {
      cpu: {
        metric: metricsOf('AWS/EC2', { AutoScalingGroupName: this.group.autoScalingGroupName }, FIVE_MINUTES)('CPUUtilization', 'Average'),
        label: 'CPU utilization',
        unit: SignalUnit.PERCENT,
        recommendation: RECOMMENDED.autoScalingGroup.cpu,
      },
    };
  }
}
