import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App } from 'aws-cdk-lib';
import { CASES } from './cases';
import { actionsOf, FoundStatement, hasResourceLevel, identityStatements, realActions } from '../support/policies';

jest.setTimeout(180_000);

interface Exception {
  /** The logical ids of the policies that may have it. */
  readonly where: RegExp;
  readonly actions: RegExp;
  /** The page of AWS that says why, or what cannot be known when the policy is written. */
  readonly why: string;
}

/** What is allowed on all resources although the service knows resources for it. One more is a decision for all users. */
const EXCEPTIONS: Exception[] = [
  {
    where: /./,
    actions: /^cloudwatch:DescribeAlarms$/,
    why: 'Composite alarms: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html',
  },
  {
    where: /AnyAlarm/,
    actions: /^cloudwatch:DescribeAlarmHistory$/,
    why: 'Composite alarms: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html',
  },
  {
    where: /ReadMetrics/,
    actions: /^cloudwatch:(GetMetricData|ListMetrics)$/,
    why: 'Metrics of the whole account in a chat channel: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/permissions-reference-cw.html',
  },
  {
    where: /^AgentAccess/,
    actions: /^cloudwatch:PutMetricData$/,
    why: 'Held to a namespace: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html',
  },
  {
    where: /^ServiceDeploymentHooks/,
    actions: /^ecs:(ListServiceDeployments|DescribeService(Deployments|Revisions)|ListTasks|DescribeTasks)$/,
    why: 'One function for all services of a stack, which read only: its policy is written before they are known.',
  },
  {
    where: /^SmokeTests/,
    actions: /^ec2:(Create|Delete)NetworkInterface$|^ec2:(Una|A)ssignPrivateIpAddresses$/,
    why: 'AWS Lambda makes the interfaces: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions',
  },
  {
    where: /InstanceRoleDefaultPolicy/,
    actions: /^ecs:(Poll|StartTelemetrySession)$|^logs:(CreateLogStream|PutLogEvents)$/,
    why: 'The AWS CDK writes it: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html',
  },
  {
    where: /^LogRetention/,
    actions: /^logs:(Put|Delete)RetentionPolicy$/,
    why: 'The AWS CDK writes it, for a chat channel that keeps its log for a time.',
  },
];

const statements = new Map<string, FoundStatement[]>();
beforeAll(() => {
  for (const [name, build] of Object.entries(CASES)) {
    const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'privilege-'));
    const app = new App({ outdir, analyticsReporting: false });
    build(app);
    app.synth();
    const templates = fs.readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.template.json'));
    statements.set(name, templates.flatMap((file) => identityStatements(JSON.parse(fs.readFileSync(path.join(outdir, file), 'utf8')).Resources ?? {})));
    fs.rmSync(outdir, { recursive: true });
  }
});

const allowed = (name: string) => statements.get(name)!.filter(({ Effect }) => Effect === 'Allow');

describe.each(Object.keys(CASES))('%s', (name) => {
  test('allows only actions that exist', async () => {
    const actions = [...new Set(allowed(name).flatMap(actionsOf))];
    const unknown = await Promise.all(actions.map(async (action) => (await realActions(action)).length > 0 ? [] : [action]));
    expect(unknown.flat()).toEqual([]);
  });

  test('allows an action on all resources only where the service knows no others', async () => {
    const everywhere = allowed(name).filter(({ Resource }) => [Resource].flat().includes('*'));
    const findings = await Promise.all(everywhere.flatMap((statement) => actionsOf(statement).map(async (action) => {
      const broad = action.includes('*') || await hasResourceLevel(action);
      return broad && !isException(statement, action) ? [`${statement.logicalId}: ${action}`] : [];
    })));
    expect(findings.flat()).toEqual([]);
  });
});

test('every exception is still needed', () => {
  const everywhere = [...statements.values()].flat().filter(({ Resource }) => [Resource].flat().includes('*'));
  const unneeded = EXCEPTIONS.filter(({ where, actions }) =>
    !everywhere.some((statement) => where.test(statement.logicalId) && actionsOf(statement).some((action) => actions.test(action))));
  expect(unneeded).toEqual([]);
});

function isException({ logicalId }: FoundStatement, action: string): boolean {
  return EXCEPTIONS.some(({ where, actions }) => where.test(logicalId) && actions.test(action));
}
