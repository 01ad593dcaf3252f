import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';

// The examples deploy to the environment of whoever runs them; here they all stay where they were.
delete process.env.CDK_DEFAULT_ACCOUNT;
delete process.env.CDK_DEFAULT_REGION;

/** Adds the stacks of an application to an app; called anew for every synthesis. */
export type BuildApp = (app: App) => void;

/** One resource of a template, as much as is looked at here. */
export interface Resource {
  readonly Type: string;
  readonly [section: string]: unknown;
}

export interface Template {
  readonly Resources?: Record<string, Resource>;
  readonly [section: string]: unknown;
}

/** What one application renders. */
export interface Synthesized {
  /** Templates as text, by stack. */
  readonly templates: Record<string, string>;
  /** `Type LogicalId` of the resources whose ids are API, by stack and construct path. */
  readonly lockedIds: Record<string, Record<string, string>>;
}

/** Replacing one of these loses data or drops traffic: their logical ids are API. See docs/architecture.md, "Contracts that outlive a release". */
export const LOCKED_TYPES = new Set([
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::EC2::EIP',
  'AWS::EC2::Subnet',
  'AWS::EC2::VPC',
  'AWS::ECR::Repository',
  'AWS::ECS::Cluster',
  'AWS::ECS::Service',
  'AWS::ElasticLoadBalancingV2::Listener',
  'AWS::ElasticLoadBalancingV2::ListenerRule',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::SSM::Parameter',
]);

export function synthesize(build: BuildApp): Synthesized {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'golden-'));
  try {
    const app = new App({ outdir, analyticsReporting: false });
    build(app);
    const assembly = app.synth();
    const templates = assembly.stacksRecursively.map((stack) => [stack.stackName, fs.readFileSync(stack.templateFullPath, 'utf8')]);
    return { templates: Object.fromEntries(templates), lockedIds: lockedIds(app) };
  } finally {
    fs.rmSync(outdir, { recursive: true });
  }
}

function lockedIds(app: App): Synthesized['lockedIds'] {
  const ids: Record<string, Record<string, string>> = {};
  for (const construct of app.node.findAll()) {
    if (!CfnResource.isCfnResource(construct) || !LOCKED_TYPES.has(construct.cfnResourceType)) { continue; }
    const stack = Stack.of(construct);
    const ofStack = ids[stack.stackName] ??= {};
    ofStack[construct.node.path] = `${construct.cfnResourceType} ${stack.resolve(construct.logicalId)}`;
  }
  return ids;
}
