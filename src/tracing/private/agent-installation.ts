import { createHash } from 'crypto';
import { Names, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct, IConstruct } from 'constructs';
import { agentConfiguration, AgentDuties, AGENT_NAMESPACE } from './agent-configuration';
import { acknowledge } from '../../core/private/acknowledge';
import { acknowledgeWildcards } from '../../core/private/acknowledge-wildcards';
import { inputError } from '../../core/private/input-error';

const CONTROL = '/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl';

/** What AWS Systems Manager needs to bring the agent to instances. */
export class AgentInstallation extends Construct {
  public readonly parameterName: string;

  private readonly document: ssm.CfnDocument;
  private readonly policy: iam.ManagedPolicy;

  constructor(scope: Construct, id: string, duties: AgentDuties) {
    super(scope, id);
    const parameter = this.configuration(duties);
    this.parameterName = parameter.parameterName;
    this.document = this.instructions();
    this.policy = this.permissions(parameter, duties);
  }

  /** Installs the agent on instances that run with a role. */
  public on(owner: IConstruct, role: iam.IRole, target: ssm.CfnAssociation.TargetProperty): void {
    const id = `On${owner.node.addr.slice(-8)}`;
    if (this.node.tryFindChild(id)) { throw inputError(this, `'${owner.node.path}' must be watched once, got it again`); }
    this.policy.attachToRole(role);
    letSystemsManagerIn(role);
    new ssm.CfnAssociation(this, id, {
      name: this.document.ref,
      documentVersion: '$LATEST',
      parameters: { configuration: [this.parameterName] },
      targets: [target],
      scheduleExpression: 'rate(7 days)',
    }).node.addDependency(this.policy);
  }

  /** A change is another parameter, and so one of the association, which runs again then. The policies of AWS for the agent know the prefix. */
  private configuration(duties: AgentDuties): ssm.StringParameter {
    const stringValue = Stack.of(this).toJsonString(agentConfiguration(duties));
    const hash = createHash('sha256').update(JSON.stringify(Stack.of(this).resolve(stringValue))).digest('hex').slice(0, 8);
    return new ssm.StringParameter(this, `Configuration${hash}`, {
      parameterName: `AmazonCloudWatch-${Names.uniqueResourceName(this, { maxLength: 100, allowedSpecialCharacters: '-_' })}-${hash}`,
      description: 'Configuration of the CloudWatch agent',
      stringValue,
      tier: ssm.ParameterTier.INTELLIGENT_TIERING,
    });
  }

  /** In one document, because two associations run in any order. */
  private instructions(): ssm.CfnDocument {
    return new ssm.CfnDocument(this, 'Document', {
      documentType: 'Command',
      documentFormat: 'JSON',
      updateMethod: 'NewVersion',
      content: {
        schemaVersion: '2.2',
        description: 'Installs and configures the CloudWatch agent',
        parameters: { configuration: { type: 'String', allowedPattern: '^AmazonCloudWatch-[A-Za-z0-9_.-]+$' } },
        mainSteps: [
          { action: 'aws:configurePackage', name: 'install', inputs: { name: 'AmazonCloudWatchAgent', action: 'Install' } },
          {
            action: 'aws:runShellScript',
            name: 'configure',
            inputs: { runCommand: [`${CONTROL} -a fetch-config -m ec2 -s -c 'ssm:{{ configuration }}'`] },
          },
        ],
      },
    });
  }

  private permissions(parameter: ssm.IStringParameter, { logFiles }: AgentDuties): iam.ManagedPolicy {
    const policy = new iam.ManagedPolicy(this, 'Access', {
      description: 'What the CloudWatch agent may do',
      statements: [
        new iam.PolicyStatement({
          sid: 'SendMetrics',
          actions: ['cloudwatch:PutMetricData'],
          resources: ['*'],
          conditions: { StringEquals: { 'cloudwatch:namespace': AGENT_NAMESPACE } },
        }),
        new iam.PolicyStatement({ sid: 'FindAutoScalingGroup', actions: ['ec2:DescribeTags'], resources: ['*'] }),
        new iam.PolicyStatement({ sid: 'ReadConfiguration', actions: ['ssm:GetParameter'], resources: [parameter.parameterArn] }),
      ],
    });
    acknowledgeWildcards(policy, [], ['*'], 'Metrics and the tags of instances belong to no resource; the namespace is the limit.');
    if (logFiles.length === 0) { return policy; }
    const arns = [...new Set(logFiles.map(({ logGroup }) => logGroup.logGroupArn))];
    policy.addStatements(new iam.PolicyStatement({
      sid: 'WriteLogs', actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], resources: arns,
    }));
    return policy;
  }
}

/** Once for a role, whoever asks. */
function letSystemsManagerIn(role: iam.IRole): void {
  role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore'));
  acknowledge(role, {
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AmazonSSMManagedInstanceCore]':
      'AWS keeps in this policy what its SSM agent needs, and changes it with the agent.',
  });
}
