import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as iam from 'aws-cdk-lib/aws-iam';
import { requireArtifacts, requireList, requireOptions } from './rule-checks';
import { RuleDeclaration, RuleKind, RulePlace, RuleProvider } from './rule-kind';
import { RuleRole } from './rule-roles';
import { inputError, requireAbility, requirePattern } from '../../../core/private/input-error';
import { requireKinds } from '../../../core/private/require-kinds';
import { CommandsRuleOptions } from '../../stage-rule';

const MAX_COMMANDS = 50;

export class CommandsRule implements RuleKind {
  constructor(private readonly commands: string[], private readonly options: CommandsRuleOptions) {}

  public bind({ pipeline, roles }: RulePlace): RuleDeclaration[] {
    requireOptions(pipeline, this.options);
    this.requireCommands(pipeline);
    const { inputs, statements = [] } = this.options;
    requireArtifacts(pipeline, inputs);
    requireKinds(pipeline, { statements }, { statements: 'list' });
    statements.forEach((value) => requireAbility(pipeline, { prop: 'statements', value, method: 'toStatementJson', expected: 'policy statements' }));
    const role = roles.forCommands();
    role.allow(...statements);
    letLog(role, pipeline);
    if (inputs) { letRead(role, pipeline); }
    return [{ provider: RuleProvider.COMMANDS, commands: this.commands, inputs, roleArn: role.role.roleArn }];
  }

  private requireCommands(pipeline: codepipeline.Pipeline): void {
    requireList(pipeline, { prop: 'commands', values: this.commands, max: MAX_COMMANDS, what: 'commands', fix: 'Join some with &&, or use StageRule.codeBuild' });
    for (const command of this.commands) {
      if (command === undefined) { throw inputError(pipeline, "'commands' must be texts, got nothing"); }
      requirePattern(pipeline, 'commands', command, /^[^\r\n]{1,1000}$/, 'texts of one line and at most 1000 characters');
      if (command.includes('#{')) {
        throw inputError(pipeline, `'commands' must be without pipeline variables, got ${JSON.stringify(command)}. What somebody wrote in a commit or a branch would ` +
          "be run: use StageRule.codeBuild with 'environment'");
      }
    }
  }
}

/** CodePipeline makes the log group, and names it after the pipeline. */
function letLog(role: RuleRole, pipeline: codepipeline.Pipeline): void {
  const logGroup = Stack.of(pipeline).formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: `/aws/codepipeline/${pipeline.pipelineName}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  role.allow(new iam.PolicyStatement({
    actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup, `${logGroup}:*`],
  }));
  role.acknowledge([`${logGroup}:*`], 'CodePipeline makes up the names of its log streams.');
}

function letRead(role: RuleRole, { artifactBucket }: codepipeline.Pipeline): void {
  const objects = artifactBucket.arnForObjects('*');
  role.allow(new iam.PolicyStatement({ actions: ['s3:GetObject', 's3:GetObjectVersion'], resources: [objects] }));
  role.acknowledge([objects], "All of it is the pipeline's own bucket, and CodePipeline makes up the keys of its objects.");
  artifactBucket.encryptionKey?.grantDecrypt(role.role);
}
