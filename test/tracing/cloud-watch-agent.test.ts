import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CloudWatchAgent, CloudWatchAgentProps, ServiceLogGroup } from '../../src/tracing';
import { onlyResource, prodStack } from '../support/stacks';

let stack: Stack;
let vpc: ec2.Vpc;
beforeEach(() => {
  stack = prodStack();
  vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
});

const machine = () => ({
  vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(),
});
const instance = (props: Partial<ec2.InstanceProps> = {}) => new ec2.Instance(stack, 'Instance', { ...machine(), ...props });
const group = () => new autoscaling.AutoScalingGroup(stack, 'Group', machine());
const agent = (props?: CloudWatchAgentProps) => new CloudWatchAgent(stack, 'Agent', props);

/** The configuration as the agent reads it, with a word in place of what is only known at deployment. */
function configuration(): any {
  const { Value } = onlyResource(Template.fromStack(stack), 'AWS::SSM::Parameter').Properties;
  const parts: unknown[] = typeof Value === 'string' ? [Value] : Value['Fn::Join'][1];
  return JSON.parse(parts.map((part) => typeof part === 'string' ? part : 'token').join(''));
}

describe('CloudWatchAgent', () => {
  test('reports memory and the root volume under the dimensions that alarms ask for', () => {
    agent();

    expect(configuration().metrics).toEqual({
      namespace: 'CWAgent',
      append_dimensions: { InstanceId: '${aws:InstanceId}', AutoScalingGroupName: '${aws:AutoScalingGroupName}' },
      aggregation_dimensions: [['InstanceId'], ['AutoScalingGroupName']],
      metrics_collected: { mem: { measurement: ['mem_used_percent'] }, disk: { measurement: ['used_percent'], resources: ['/'], drop_device: true } },
    });
    expect(configuration().logs).toBeUndefined();
  });

  test('reports the disks and sends the logs that the user names', () => {
    const { logGroup } = new ServiceLogGroup(stack, 'Logs');
    agent({ diskPaths: ['/', '/data'], logFiles: [{ path: '/var/log/orders/*.log', logGroup, timestampFormat: '%Y-%m-%d' }] });

    expect(configuration().metrics.metrics_collected.disk.resources).toEqual(['/', '/data']);
    expect(configuration().logs.logs_collected.files.collect_list).toEqual([
      { file_path: '/var/log/orders/*.log', log_group_name: 'token', log_stream_name: '{instance_id}', timestamp_format: '%Y-%m-%d' },
    ]);
  });

  test('is installed and configured on an instance, in this order', () => {
    const watched = agent();
    watched.watchInstance(instance());
    const template = Template.fromStack(stack);

    expect(onlyResource(template, 'AWS::SSM::Association').Properties).toMatchObject({
      Targets: [{ Key: 'InstanceIds', Values: [{ Ref: expect.stringMatching(/^Instance/) }] }],
      Parameters: { configuration: [{ Ref: expect.stringMatching(/^AgentConfiguration/) }] },
    });
    const steps = onlyResource(template, 'AWS::SSM::Document').Properties.Content.mainSteps;
    expect(steps.map(({ action }: any) => action)).toEqual(['aws:configurePackage', 'aws:runShellScript']);
    expect(steps[1].inputs.runCommand[0]).toContain("-a fetch-config -m ec2 -s -c 'ssm:{{ configuration }}'");
  });

  test('is installed on the instances that a group starts later', () => {
    agent().watchGroup(group());

    expect(onlyResource(Template.fromStack(stack), 'AWS::SSM::Association').Properties.Targets).toEqual([
      { Key: 'tag:aws:autoscaling:groupName', Values: [{ Ref: expect.stringMatching(/^Group/) }] },
    ]);
  });

  test('may send metrics of its own namespace, read its configuration and write to the logs, and nothing else', () => {
    const { logGroup } = new ServiceLogGroup(stack, 'Logs');
    agent({ logFiles: [{ path: '/var/log/messages', logGroup }] }).watchInstance(instance());

    const { Statement } = onlyResource(Template.fromStack(stack), 'AWS::IAM::ManagedPolicy').Properties.PolicyDocument;
    expect(Statement.map(({ Sid }: any) => Sid)).toEqual(['SendMetrics', 'FindAutoScalingGroup', 'ReadConfiguration', 'WriteLogs']);
    expect(Statement[0].Condition).toEqual({ StringEquals: { 'cloudwatch:namespace': 'CWAgent' } });
    expect(Statement[3].Resource).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^LogsGroup/), 'Arn'] });
  });

  test('gives a role the policy of the SSM agent once', () => {
    agent().watchInstance(instance({ ssmSessionPermissions: true }));

    const policies = onlyResource(Template.fromStack(stack), 'AWS::IAM::Role').Properties.ManagedPolicyArns;
    expect(policies.filter((arn: unknown) => JSON.stringify(arn).includes('AmazonSSMManagedInstanceCore'))).toHaveLength(1);
  });

  test('is configured anew when the configuration changes, and only then', () => {
    const name = (props?: CloudWatchAgentProps) => {
      stack = prodStack();
      agent(props);
      return onlyResource(Template.fromStack(stack), 'AWS::SSM::Parameter').Properties.Name;
    };

    expect(name()).toMatch(/^AmazonCloudWatch-/);
    expect(name()).toBe(name());
    expect(name({ diskPaths: ['/data'] })).not.toBe(name());
  });

  test('reports the signals of an instance by its id alone, as the agent sends them', () => {
    const source = agent().watchInstance(instance());
    const { cpu, memory, extras } = source.goldenSignals();

    expect(source.sourceName).toBe('Instance');
    expect(cpu).toBeDefined();
    for (const [signal, metricName, statistic] of [[memory!, 'mem_used_percent', 'Average'], [extras!.diskUsed, 'disk_used_percent', 'Maximum']] as const) {
      expect(signal.metric.toMetricConfig().metricStat).toMatchObject({ namespace: 'CWAgent', metricName, statistic, dimensions: [{ name: 'InstanceId' }] });
      expect(signal.recommendation).toBeDefined();
    }
  });

  test('reports the signals of a group by its name alone', () => {
    const { memory } = agent().watchGroup(group()).goldenSignals();

    expect(memory!.metric.toMetricConfig().metricStat!.dimensions).toEqual([{ name: 'AutoScalingGroupName', value: expect.anything() }]);
  });

  test('says what its metrics cost', () => {
    const watched = agent({ diskPaths: ['/', '/data'] });
    watched.watchInstance(instance());
    watched.watchGroup(group());

    // 4 of the instance, 5 of each in the group, 2 of the group.
    expect(watched.costEstimate(3).lines).toEqual([{ item: 'custom metric', quantity: 21, unitUsd: 0.3 }]);
  });

  describe('fails', () => {
    test('for Windows', () => {
      const machineImage = ec2.MachineImage.latestWindows(ec2.WindowsVersion.WINDOWS_SERVER_2022_ENGLISH_FULL_BASE);

      expect(() => agent().watchInstance(instance({ machineImage }))).toThrow("'instance' must run Linux, got Windows, where the metrics have other names [at Prod/Agent]");
    });

    test('for an instance that is watched already', () => {
      const watched = agent();
      const one = instance();
      watched.watchInstance(one);

      expect(() => watched.watchInstance(one)).toThrow(/'Prod\/Instance' must be watched once/);
    });

    test('for an imported group', () => {
      const imported = autoscaling.AutoScalingGroup.fromAutoScalingGroupName(stack, 'Imported', 'other') as autoscaling.AutoScalingGroup;

      expect(() => agent().watchGroup({ ...imported, addUserData: undefined } as any)).toThrow(/'group' must be an Auto Scaling group of this app/);
    });

    test.each<[string, any, RegExp]>([
      ['no disk', { diskPaths: [] }, /'diskPaths' must not be empty\. Leave it out/],
      ['a relative path', { diskPaths: ['data'] }, /'diskPaths' must be absolute paths, such as \/data, got "data"/],
      ['a path that is named twice', { diskPaths: ['/', '/'] }, /'diskPaths' must name each path once, got '\/' again/],
      ['a path that is no list', { diskPaths: '/' }, /'diskPaths' must be a list/],
      ['a log without a path', { logFiles: [{}] }, /'logFiles.path' must be an absolute path/],
      ['a log without a group', { logFiles: [{ path: '/var/log/messages' }] }, /'logFiles.logGroup' must be a log group/],
    ])('for %s', (_, props, message) => {
      expect(() => agent(props)).toThrow(message);
    });

    test('for a cost of half an instance', () => {
      expect(() => agent().costEstimate(0.5)).toThrow(/'instancesInGroups' must be a whole number of at least 0/);
    });
  });
});
