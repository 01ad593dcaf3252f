import { Lazy, Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import { requireArtifacts, requireHere, requireOptions, requireTexts } from './rule-checks';
import { RuleDeclaration, RuleKind, RulePlace, RuleProvider } from './rule-kind';
import { byName } from '../../../core/private/by-name';
import { requireAbility } from '../../../core/private/input-error';
import { CodeBuildRuleOptions } from '../../stage-rule';

export class CodeBuildRule implements RuleKind {
  constructor(private readonly project: codebuild.IProject, private readonly options: CodeBuildRuleOptions) {}

  public bind({ pipeline, roles }: RulePlace): RuleDeclaration[] {
    requireOptions(pipeline, this.options);
    const { inputs, environment } = this.options;
    requireAbility(pipeline, { prop: 'project', value: this.project, method: 'addToRolePolicy', expected: 'a CodeBuild project' });
    requireHere(pipeline, 'project', this.project);
    requireArtifacts(pipeline, inputs);
    requireTexts(pipeline, 'environment', environment);
    const role = roles.shared();
    role.allow(new iam.PolicyStatement({ actions: ['codebuild:BatchGetBuilds', 'codebuild:StartBuild'], resources: [this.project.projectArn] }));
    if (inputs) { pipeline.artifactBucket.grantRead(this.project); }
    const variables = Object.entries(byName(environment) ?? {}).map(([name, value]) => ({ name, type: 'PLAINTEXT', value }));
    return [{
      provider: RuleProvider.CODE_BUILD,
      configuration: {
        ProjectName: this.project.projectName,
        ...inputs && inputs.length > 1 && { PrimarySource: Lazy.string({ produce: () => inputs[0].artifactName }) },
        ...variables.length > 0 && { EnvironmentVariables: Stack.of(pipeline).toJsonString(variables) },
      },
      inputs,
      roleArn: role.role.roleArn,
    }];
  }
}
