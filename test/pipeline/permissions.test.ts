import { Template } from 'aws-cdk-lib/assertions';
import { RoleSimulator } from '../support/policies';
import { prodStack } from '../support/stacks';
import { barePipelineIn } from './support/pipelines';

const ECS = 'arn:aws:ecs:eu-west-1:111111111111';
const OTHER_REPOSITORY = 'arn:aws:ecr:eu-west-1:111111111111:repository/other';

let resources: any;
beforeAll(() => {
  const stack = prodStack();
  barePipelineIn(stack);
  resources = Template.fromStack(stack).toJSON().Resources;
});

const idOf = (type: string, part = '') => Object.keys(resources).find((id) => resources[id].Type === type && id.includes(part))!;
const arnOf = (type: string, part?: string) => ({ 'Fn::GetAtt': [idOf(type, part), 'Arn'] });

describe('the build of a bare pipeline', () => {
  const build = () => new RoleSimulator(resources, 'DockerImageProjectRole');

  test.each(['ecr:InitiateLayerUpload', 'ecr:UploadLayerPart', 'ecr:CompleteLayerUpload', 'ecr:PutImage', 'ecr:BatchCheckLayerAvailability'])(
    'may %s in its repository and in no other', async (action) => {
      expect(await build().may(action, arnOf('AWS::ECR::Repository'))).toBe(true);
      expect(await build().may(action, OTHER_REPOSITORY)).toBe(false);
    });

  test('may log in, read the source, and write its log', async () => {
    expect(await build().may('ecr:GetAuthorizationToken', '*')).toBe(true);
    expect(await build().may('s3:GetObject', { 'Fn::Join': ['', [arnOf('AWS::S3::Bucket', 'Artifacts'), '/Delivery/Source/abc']] })).toBe(true);
    expect(await build().may('logs:PutLogEvents', 'arn:aws:logs:eu-west-1:111111111111:log-group:' + idOf('AWS::Logs::LogGroup', 'DockerImage') + ':log-stream:a')).toBe(true);
  });

  test.each([
    ['ecs:UpdateService', `${ECS}:service/cluster/web`], ['ssm:PutParameter', 'arn:aws:ssm:eu-west-1:111111111111:parameter/cdk-devops-patterns/x'],
    ['iam:PassRole', 'arn:aws:iam::111111111111:role/Admin'], ['ecr:DeleteRepository', OTHER_REPOSITORY],
    ['codepipeline:PutApprovalResult', 'arn:aws:codepipeline:eu-west-1:111111111111:p/Approval/Approve'],
  ])('may not %s: what is built is anybody\'s text', async (action, resource) => {
    expect(await build().may(action, resource)).toBe(false);
  });
});

describe('the release of a bare pipeline', () => {
  const release = () => new RoleSimulator(resources, 'DeployWebProjectRole');
  const family = () => resources[idOf('AWS::ECS::TaskDefinition')].Properties.Family;

  test('may update its service and no other', async () => {
    for (const action of ['ecs:DescribeServices', 'ecs:UpdateService', 'ecs:ListServiceDeployments']) {
      expect(await release().may(action, { Ref: idOf('AWS::ECS::Service') })).toBe(true);
      expect(await release().may(action, `${ECS}:service/cluster/other`)).toBe(false);
    }
  });

  test('may register revisions of its own task definition and of no other', async () => {
    expect(await release().may('ecs:RegisterTaskDefinition', `${ECS}:task-definition/${family()}:*`)).toBe(true);
    expect(await release().may('ecs:RegisterTaskDefinition', `${ECS}:task-definition/other:*`)).toBe(false);
    expect(await release().may('ecs:DescribeTaskDefinition', '*')).toBe(true);
  });

  test('may hand the roles of its tasks to tasks, no other role, and to nobody else', async () => {
    const toTasks = { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' };
    expect(await release().may('iam:PassRole', arnOf('AWS::IAM::Role', 'WebTaskRole'), toTasks)).toBe(true);
    expect(await release().may('iam:PassRole', arnOf('AWS::IAM::Role', 'WebTaskRole'), { 'iam:PassedToService': 'lambda.amazonaws.com' })).toBe(false);
    expect(await release().may('iam:PassRole', 'arn:aws:iam::111111111111:role/Admin', toTasks)).toBe(false);
  });

  test('may move its release pointer and no other parameter', async () => {
    const parameter = (name: string) => `arn:aws:ssm:eu-west-1:111111111111:parameter/${name}`;
    expect(await release().may('ssm:PutParameter', parameter('cdk-devops-patterns/Prod/Images/released-image'))).toBe(true);
    expect(await release().may('ssm:PutParameter', parameter('cdk-devops-patterns/Prod/Other/released-image'))).toBe(false);
  });
});

describe('the pipeline itself', () => {
  const pipeline = () => new RoleSimulator(resources, 'DeliveryPipelineRole');

  test('may start its two projects and no other', async () => {
    for (const part of ['DockerImage', 'DeployWeb']) {
      expect(await pipeline().may('codebuild:StartBuild', arnOf('AWS::CodeBuild::Project', part))).toBe(true);
    }
    expect(await pipeline().may('codebuild:StartBuild', 'arn:aws:codebuild:eu-west-1:111111111111:project/other')).toBe(false);
  });

  test('may take commits from its repository and from no other', async () => {
    expect(await pipeline().may('codecommit:UploadArchive', 'arn:aws:codecommit:eu-west-1:111111111111:web')).toBe(true);
    expect(await pipeline().may('codecommit:UploadArchive', 'arn:aws:codecommit:eu-west-1:111111111111:other')).toBe(false);
  });
});
