import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { CostEstimate } from '../core';
import { inputError, requireAbility, requireInRange } from '../core/private/input-error';
import { PRICES } from '../core/private/prices';
import { ISignalSource, Signals } from '../signals';
import { CloudWatchAgentProps } from './cloud-watch-agent-props';
import { requireValidAgent } from './private/agent-checks';
import { AgentInstallation } from './private/agent-installation';
import { HostSource } from './private/host-source';

/**
 * Tells of EC2 instances what Amazon EC2 does not see: memory, used disk space, and logs.
 *
 * AWS Systems Manager installs the agent on what is watched, also on instances that an Auto Scaling group starts later,
 * and repairs and updates it each week. A changed configuration arrives within minutes.
 *
 * Instances need the SSM agent, which the images of AWS have, and a way to AWS Systems Manager, CloudWatch, CloudWatch Logs and Amazon S3.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Install-CloudWatch-Agent.html
 */
export class CloudWatchAgent extends Construct {
  /** The parameter of AWS Systems Manager with the configuration of the agent. */
  public readonly parameterName: string;

  private readonly diskPaths: string[];
  private readonly installation: AgentInstallation;
  private instances = 0;
  private groups = 0;

  constructor(scope: Construct, id: string, props: CloudWatchAgentProps = {}) {
    super(scope, id);
    requireValidAgent(this, props);
    this.diskPaths = props.diskPaths ?? ['/'];
    this.installation = new AgentInstallation(this, 'Agent', { diskPaths: this.diskPaths, logFiles: props.logFiles ?? [] });
    this.parameterName = this.installation.parameterName;
  }

  /**
   * Installs the agent on an instance.
   *
   * @returns its signals: those of Amazon EC2, `memory`, and `diskUsed` among the extras, which is the fullest of the disks
   */
  public watchInstance(instance: ec2.Instance): ISignalSource {
    requireAbility(this, { prop: 'instance', value: instance, method: 'addUserData', expected: 'an EC2 instance of this app' });
    requireLinux(this, 'instance', instance.osType);
    this.installation.on(instance, instance.role, { key: 'InstanceIds', values: [instance.instanceId] });
    this.instances++;
    return new HostSource(Signals.ec2Instance(instance), { InstanceId: instance.instanceId });
  }

  /**
   * Installs the agent on all instances of an Auto Scaling group, now and later.
   *
   * @returns its signals: those of Amazon EC2, `memory` on average, and `diskUsed` among the extras, which is the fullest disk of all instances
   */
  public watchGroup(group: autoscaling.AutoScalingGroup): ISignalSource {
    requireAbility(this, { prop: 'group', value: group, method: 'addUserData', expected: 'an Auto Scaling group of this app' });
    requireLinux(this, 'group', group.osType);
    const groupName = group.autoScalingGroupName;
    this.installation.on(group, group.role, { key: 'tag:aws:autoscaling:groupName', values: [groupName] });
    this.groups++;
    return new HostSource(Signals.autoScalingGroup(group), { AutoScalingGroupName: groupName });
  }

  /**
   * What the metrics cost each month, for the instances and groups that are watched so far.
   *
   * @param instancesInGroups how many instances the groups have together
   */
  public costEstimate(instancesInGroups: number = 0): CostEstimate {
    requireInRange(this, { prop: 'instancesInGroups', value: instancesInGroups, min: 0, integer: true });
    // Each disk for itself and the fullest one; memory once, and in a group once more with the name of the group.
    const alone = this.diskPaths.length + 2;
    const quantity = this.instances * alone + instancesInGroups * (alone + 1) + this.groups * 2;
    return new CostEstimate([{ item: 'custom metric', quantity, unitUsd: PRICES.customMetric }]);
  }
}

function requireLinux(scope: Construct, prop: string, osType: ec2.OperatingSystemType): void {
  if (osType !== ec2.OperatingSystemType.WINDOWS) { return; }
  throw inputError(scope, `'${prop}' must run Linux, got Windows, where the metrics have other names`);
}
