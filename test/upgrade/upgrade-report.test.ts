import * as fs from 'fs';
import * as path from 'path';
import { App, CustomResource, RemovalPolicy, Stack, Stage, Tags } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import { appWith, assemblyOf, BuildStack, changeOf, newFolder, removeFolders, table, template, upgradeOf, upgradeOfTemplates } from './support/apps';
import { ResourceRole, UpdateBehavior, UpgradeEffect, UpgradeReport } from '../../src/upgrade';

afterAll(removeFolders);

const TABLE = 'AWS::DynamoDB::Table';

const withTable = (id: string, props: Partial<dynamodb.TableProps> = {}): BuildStack => (stack) => {
  new dynamodb.Table(stack, id, { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, ...props });
};

const withListener = (rules: number): BuildStack => (stack) => {
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0 });
  const listener = new elbv2.ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc }).addListener('Http', {
    port: 80, open: false, defaultAction: elbv2.ListenerAction.fixedResponse(404),
  });
  for (let rule = 1; rule <= rules; rule++) {
    listener.addAction(`Rule${rule}`, {
      priority: rule, conditions: [elbv2.ListenerCondition.pathPatterns([`/${rule}`])], action: elbv2.ListenerAction.fixedResponse(200),
    });
  }
};

const withFunction = (props: Partial<lambda.FunctionProps>): BuildStack => (stack) => {
  new lambda.Function(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromAsset(codeFolder('1')), memorySize: 256, ...props,
  });
};

function codeFolder(version: string): string {
  const folder = newFolder();
  fs.writeFileSync(path.join(folder, 'index.js'), `exports.handler = () => ${version};`);
  return folder;
}

describe('an upgrade of an app', () => {
  test('does nothing when nothing changed', () => {
    const report = upgradeOf(withListener(1), withListener(1));

    expect(report.changes).toEqual([]);
    expect(report.isSafe).toBe(true);
    expect(report.effectOn('Orders.LoadBalancerBE9EEC3A')).toBe(UpgradeEffect.UNCHANGED);
  });

  test('is safe with a new listener rule', () => {
    const report = upgradeOf(withListener(1), withListener(2));

    expect(report.changes).toMatchObject([{
      resourceType: 'AWS::ElasticLoadBalancingV2::ListenerRule', effect: UpgradeEffect.ADDED, role: ResourceRole.TRAFFIC_SERVING, safe: true, reason: 'it is new',
    }]);
    report.assertSafe();
  });

  test('is unsafe without a listener rule that was there', () => {
    const report = upgradeOf(withListener(2), withListener(1));

    expect(report.unsafeChanges).toMatchObject([{
      resourceType: 'AWS::ElasticLoadBalancingV2::ListenerRule',
      effect: UpgradeEffect.DELETED,
      reason: 'it is no longer in the template; the old one is deleted',
      constructPath: 'Orders/LoadBalancer/Http/Rule2Rule/Resource',
    }]);
  });

  test('replaces a table whose key changed', () => {
    const report = upgradeOf(withTable('Table'), withTable('Table', { partitionKey: { name: 'other', type: dynamodb.AttributeType.STRING } }));

    expect(changeOf(report, TABLE)).toMatchObject({
      stack: 'Orders',
      logicalId: 'TableCD117FA1',
      constructPath: 'Orders/Table/Resource',
      effect: UpgradeEffect.REPLACED,
      role: ResourceRole.STATEFUL,
      safe: false,
      retained: true,
      reason: 'KeySchema cannot change in place; the old one stays outside of the stack, by its UpdateReplacePolicy',
      properties: [
        { name: 'AttributeDefinitions', behavior: UpdateBehavior.IN_PLACE },
        { name: 'KeySchema', behavior: UpdateBehavior.REPLACE, before: '[{"AttributeName":"id","KeyType":"HASH"}]' },
      ],
    });
  });

  test('changes a table in place when its billing does', () => {
    const report = upgradeOf(withTable('Table'), withTable('Table', { billingMode: dynamodb.BillingMode.PAY_PER_REQUEST }));

    expect(changeOf(report, TABLE)).toMatchObject({ effect: UpgradeEffect.IN_PLACE, safe: true, reason: 'BillingMode and ProvisionedThroughput' });
  });

  test('moves a table whose construct has another id', () => {
    const report = upgradeOf(withTable('Table'), withTable('Jobs'));

    expect(report.changes).toHaveLength(1);
    expect(changeOf(report, TABLE)).toMatchObject({
      logicalId: 'JobsDF1CC2D4',
      previousLogicalId: 'TableCD117FA1',
      effect: UpgradeEffect.MOVED,
      safe: false,
      retained: true,
      reason: 'its logical id was TableCD117FA1, so there will be a new one; the old one stays outside of the stack, by its DeletionPolicy',
    });
    expect(report.effectOn('TableCD117FA1')).toBe(UpgradeEffect.MOVED);
  });

  test('moves a network whose construct has another id, each subnet to the one in its place', () => {
    const network = (id: string): BuildStack => (stack) => { new ec2.Vpc(stack, id, { maxAzs: 2, natGateways: 1 }); };
    const report = upgradeOf(network('Vpc'), network('Network'));

    expect(new Set(report.changes.map(({ effect }) => effect))).toEqual(new Set([UpgradeEffect.MOVED]));
    const subnets = report.changes.filter(({ resourceType }) => resourceType === 'AWS::EC2::Subnet');
    expect(subnets.map(({ previousLogicalId, logicalId }) => [previousLogicalId, logicalId].map((id) => id!.replace(/^(Vpc|Network)|.{8}$/g, '')))).toEqual([
      ['PrivateSubnet1Subnet', 'PrivateSubnet1Subnet'], ['PrivateSubnet2Subnet', 'PrivateSubnet2Subnet'],
      ['PublicSubnet1Subnet', 'PublicSubnet1Subnet'], ['PublicSubnet2Subnet', 'PublicSubnet2Subnet'],
    ]);
  });

  test('is in place for the memory and the code of a function', () => {
    const memory = upgradeOf(withFunction({}), withFunction({ memorySize: 512 }));
    const code = upgradeOf(withFunction({}), withFunction({ code: lambda.Code.fromAsset(codeFolder('2')) }));

    expect(memory.changes).toMatchObject([{ effect: UpgradeEffect.IN_PLACE, reason: 'MemorySize', properties: [{ before: '256', after: '512' }] }]);
    expect(code.changes).toMatchObject([{ effect: UpgradeEffect.IN_PLACE, reason: 'Code' }]);
  });

  test('says that a function is replaced for its name, which loses nothing', () => {
    const report = upgradeOf(withFunction({ functionName: 'one' }), withFunction({ functionName: 'two' }));

    expect(report.changes).toMatchObject([{ effect: UpgradeEffect.REPLACED, role: ResourceRole.OTHER, safe: true }]);
  });

  test('may replace a database that has another engine', () => {
    const database = (engine: rds.IClusterEngine): BuildStack => (stack) => {
      new rds.DatabaseCluster(stack, 'Database', {
        vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0 }),
        vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
        engine,
        writer: rds.ClusterInstance.serverlessV2('Writer'),
        removalPolicy: RemovalPolicy.SNAPSHOT,
      });
    };
    const [postgres, mysql] = [
      rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_16_4 }),
      rds.DatabaseClusterEngine.auroraMysql({ version: rds.AuroraMysqlEngineVersion.VER_3_08_0 }),
    ];
    const report = upgradeOf(database(postgres), database(mysql));

    expect(changeOf(report, 'AWS::RDS::DBCluster')).toMatchObject({
      effect: UpgradeEffect.MAY_BE_REPLACED, safe: false, retained: false, reason: 'Engine may replace it; the old one is deleted after a snapshot',
    });
  });

  test('knows nothing of what a custom resource does', () => {
    const custom = (size: number): BuildStack => (stack) => {
      new CustomResource(stack, 'Seed', { serviceToken: 'arn:aws:lambda:eu-west-1:111111111111:function:seed', resourceType: 'Custom::Seed', properties: { Size: size } });
    };
    const report = upgradeOf(custom(1), custom(2));

    expect(report.changes).toMatchObject([{
      effect: UpgradeEffect.UNKNOWN,
      role: ResourceRole.OTHER,
      safe: true,
      reason: 'nothing is known of Size: the function behind it decides, by the physical id it returns',
    }]);
  });

  test('says nothing of what the CDK notes for itself', () => {
    const [old, now] = [true, false].map((analytics) => {
      const app = new App({ outdir: newFolder(), analyticsReporting: analytics, context: { 'aws:cdk:enable-path-metadata': analytics } });
      withTable('Table')(new Stack(app, 'Orders', { env: { region: 'eu-west-1', account: '111111111111' } }));
      return app.synth().directory;
    });

    expect(UpgradeReport.ofAssemblies(old, now).changes).toEqual([]);
  });

  test('is in place for a tag and for another policy of deletion', () => {
    const tagged: BuildStack = (stack) => { withTable('Table')(stack); Tags.of(stack).add('team', 'orders'); };
    expect(upgradeOf(withTable('Table'), tagged).changes).toMatchObject([{ effect: UpgradeEffect.IN_PLACE, reason: 'Tags' }]);

    const report = upgradeOf(withTable('Table'), withTable('Table', { removalPolicy: RemovalPolicy.DESTROY }));
    expect(report.changes).toMatchObject([{ effect: UpgradeEffect.IN_PLACE, reason: 'DeletionPolicy and UpdateReplacePolicy' }]);
  });
});

describe('what becomes of the old one', () => {
  const fateOf = (attributes: object, type = TABLE) => {
    const before = template({ Data: { Type: type, ...attributes }, Other: { Type: 'AWS::IAM::Role' } });
    return upgradeOfTemplates(before, template({ Other: { Type: 'AWS::IAM::Role' } })).changes[0];
  };

  test.each([
    [{}, false, 'the old one is deleted'],
    [{ DeletionPolicy: 'Delete' }, false, 'the old one is deleted'],
    [{ DeletionPolicy: 'Snapshot' }, false, 'the old one is deleted after a snapshot'],
    [{ DeletionPolicy: 'Retain' }, true, 'the old one stays outside of the stack, by its DeletionPolicy'],
    [{ DeletionPolicy: 'RetainExceptOnCreate' }, true, 'the old one stays outside of the stack, by its DeletionPolicy'],
  ])('with %j', (attributes, retained, text) => {
    expect(fateOf(attributes)).toMatchObject({ effect: UpgradeEffect.DELETED, safe: false, retained, reason: `it is no longer in the template; ${text}` });
  });

  test('is a snapshot of an Aurora cluster, also where nobody says so', () => {
    expect(fateOf({}, 'AWS::RDS::DBCluster').reason).toBe('it is no longer in the template; the old one is deleted after a snapshot');
  });

  test('is what both templates say, when it is replaced', () => {
    const kept = { UpdateReplacePolicy: 'Retain' };
    expect(upgradeOfTemplates(template({ T: table('a', kept) }), template({ T: table('b', kept) })).changes[0].retained).toBe(true);
    expect(upgradeOfTemplates(template({ T: table('a') }), template({ T: table('b', kept) })).changes[0].retained).toBe(false);
  });
});

describe('another type under one logical id', () => {
  test('is refused by CloudFormation', () => {
    const report = upgradeOfTemplates(template({ T: table('a') }), template({ T: { Type: 'AWS::DynamoDB::GlobalTable' } }));

    expect(report.unsafeChanges).toMatchObject([{
      effect: UpgradeEffect.REPLACED,
      resourceType: 'AWS::DynamoDB::GlobalTable',
      retained: true,
      reason: `the type was ${TABLE}: CloudFormation refuses another type under one logical id; the deployment fails and the old one stays`,
    }]);
  });

  test('is unsafe if either of the two holds data', () => {
    const report = upgradeOfTemplates(template({ T: table('a') }), template({ T: { Type: 'AWS::IAM::Role' } }));

    expect(report.unsafeChanges).toMatchObject([{ role: ResourceRole.STATEFUL }]);
  });
});

describe('stacks', () => {
  const stacks = (...names: string[]) => assemblyOf((app) => names.forEach((name) => withTable('Table')(new Stack(app, name))));

  test('that are new add what is in them', () => {
    const report = UpgradeReport.ofAssemblies(stacks('One'), stacks('One', 'Two'));

    expect(report.changes).toMatchObject([{ stack: 'Two', effect: UpgradeEffect.ADDED, reason: 'its stack is new' }]);
    expect(report.isSafe).toBe(true);
    expect(report.describe()).toMatch(/^Safe\n1 added, 1 unchanged\n1 stack is new: Two\n/);
  });

  test('that somebody forgot to keep are named', () => {
    const [kept, all] = [stacks('One'), stacks('One', 'Two', 'Three')];

    expect(UpgradeReport.ofAssemblies(kept, all).describe()).toContain('\n2 stacks are new: Three, Two\n');
    expect(JSON.parse(UpgradeReport.ofAssemblies(kept, all).toJson())).toMatchObject({ newStacks: ['Three', 'Two'], goneStacks: [] });
    expect(JSON.parse(UpgradeReport.ofAssemblies(all, kept).toJson())).toMatchObject({ newStacks: [], goneStacks: ['Three', 'Two'] });
  });

  test('that are gone are not safe', () => {
    const report = UpgradeReport.ofAssemblies(stacks('One', 'Two'), stacks('One'));

    expect(report.unsafeChanges).toMatchObject([{
      stack: 'Two',
      effect: UpgradeEffect.DELETED,
      reason: 'its stack is no longer there, and goes when somebody deletes it; the old one stays outside of the stack, by its DeletionPolicy',
    }]);
    expect(report.describe()).toContain('\n1 stack is gone: Two\n');
  });

  test('are the same whatever their construct is called, and others under another name', () => {
    const named = (id: string, stackName: string) => assemblyOf((app) => withTable('Table')(new Stack(app, id, { stackName })));

    expect(UpgradeReport.ofAssemblies(named('One', 'shop'), named('Two', 'shop')).changes).toEqual([]);
    expect(UpgradeReport.ofAssemblies(named('One', 'shop'), named('One', 'store')).changes.map(({ stack, effect }) => `${stack} ${effect}`))
      .toEqual(['shop deleted', 'store added']);
  });

  test('of one name are told apart by region', () => {
    const inRegions = (...regions: string[]) => assemblyOf((app) => regions.forEach((region) => (
      withTable('Table')(new Stack(app, `Shop-${region}`, { stackName: 'shop', env: { account: '111111111111', region } })))));
    const report = UpgradeReport.ofAssemblies(inRegions('eu-west-1', 'us-east-1'), inRegions('eu-west-1'));

    expect(report.changes).toMatchObject([{ stack: 'shop (111111111111/us-east-1)', effect: UpgradeEffect.DELETED }]);
    expect(() => UpgradeReport.ofAssemblies(inRegions('eu-west-1', 'us-east-1'), inRegions('eu-west-1')).effectOn('TableCD117FA1')).toThrow(
      "'id' must be the logical id of a resource, got \"TableCD117FA1\", and there are several. "
      + "Say which: 'shop (111111111111/us-east-1).TableCD117FA1' or 'shop (111111111111/eu-west-1).TableCD117FA1' [at UpgradeReport.effectOn()]");
  });

  test('of one name are accepted and refactored by region', () => {
    const inRegions = (id: string) => assemblyOf((app) => ['eu-west-1', 'us-east-1'].forEach((region) => (
      withTable(id)(new Stack(app, `Shop-${region}`, { stackName: 'shop', env: { account: '111111111111', region } })))));
    const [before, after] = [inRegions('Table'), inRegions('Jobs')];
    const [eu, us] = ['eu-west-1', 'us-east-1'].map((region) => (id: string) => `shop (111111111111/${region}).${id}`);
    const [old, now] = ['TableCD117FA1', 'JobsDF1CC2D4'];
    const accept = (...ids: string[]) => () => UpgradeReport.ofAssemblies(before, after).assertSafe({ accepted: Object.fromEntries(ids.map((id) => [id, 'why'])) });

    expect(accept(now)).toThrow(`'accepted' must name one change each, got '${now}', and there are several. Say which: '${eu(now)}' or '${us(now)}' [at`);
    expect(accept(`shop.${now}`)).toThrow(`got 'shop.${now}', and there is none. Say which: '${eu(now)}' or '${us(now)}' [at`);
    expect(accept(eu(now))).toThrow('This upgrade is unsafe: 1 resource');
    expect(accept(eu(now), us(old))).not.toThrow();

    const refactor = (moves: Record<string, string>) => UpgradeReport.ofAssemblies(before, after, { refactor: moves });
    expect(refactor({ [eu(old)]: eu(now) }).changes.map(({ stack, effect }) => `${stack} ${effect}`))
      .toEqual(['shop (111111111111/us-east-1) moved', 'shop (111111111111/eu-west-1) refactored']);
    expect(refactor({ [eu(old)]: eu(now), [us(old)]: us(now) }).isSafe).toBe(true);
    expect(() => refactor({ [`shop.${old}`]: `shop.${now}` })).toThrow(`got 'shop.${old}', and there is none. Say which: '${eu(old)}' or '${us(old)}' [at`);
  });

  test('of one name are told apart by file in a directory that has templates only', () => {
    const inRegions = (...tables: string[]) => assemblyOf((app) => tables.forEach((id, index) => (
      withTable(id)(new Stack(app, `Shop-${index}`, { stackName: 'shop', env: { account: '111111111111', region: `eu-west-${index + 1}` } })))));
    const kept = newFolder();
    const directory = inRegions('One', 'Two');
    fs.readdirSync(directory).filter((file) => file.endsWith('.template.json')).reverse()
      .forEach((file) => fs.copyFileSync(path.join(directory, file), path.join(kept, file)));

    expect(UpgradeReport.ofAssemblies(kept, inRegions('One', 'Two')).changes).toEqual([]);
    expect(UpgradeReport.ofAssemblies(kept, inRegions('One', 'Three')).changes).toMatchObject([{ effect: UpgradeEffect.MOVED, stack: 'shop (111111111111/eu-west-2)' }]);
  });

  test('of a stage are found', () => {
    const staged = (id: string) => assemblyOf((app) => withTable(id)(new Stack(new Stage(app, 'Prod'), 'Orders')));

    expect(UpgradeReport.ofAssemblies(staged('Table'), staged('Jobs')).changes).toMatchObject([{ stack: 'Prod-Orders', effect: UpgradeEffect.MOVED }]);
  });
});

describe('what is synthesized meanwhile', () => {
  const released = () => assemblyOf((app) => withTable('Table')(new Stack(new Stage(app, 'Prod'), 'Orders')));

  test('is an app', () => {
    const app = appWith((root) => withTable('Jobs')(new Stack(new Stage(root, 'Prod'), 'Orders')));

    expect(UpgradeReport.ofApp(released(), app).changes).toMatchObject([{ effect: UpgradeEffect.MOVED, stack: 'Prod-Orders' }]);
  });

  test('is a stage, of an app that was deployed as a whole', () => {
    const stage = new Stage(appWith(() => undefined), 'Prod');
    withTable('Table')(new Stack(stage, 'Orders'));

    expect(UpgradeReport.ofApp(released(), stage).changes).toEqual([]);
  });

  test('is a stack', () => {
    const old = path.join(assemblyOf((app) => withTable('Table')(new Stack(app, 'Orders'))), 'Orders.template.json');
    const stack = new Stack(appWith(() => undefined), 'Orders');
    withTable('Jobs')(stack);

    expect(UpgradeReport.ofStack(old, stack).changes).toMatchObject([{ stack: 'Orders', effect: UpgradeEffect.MOVED }]);
  });

  test('is compared with a directory that has templates only', () => {
    const kept = newFolder();
    const directory = path.join(released(), 'assembly-Prod');
    fs.readdirSync(directory).filter((file) => file.endsWith('.template.json')).forEach((file) => fs.copyFileSync(path.join(directory, file), path.join(kept, file)));
    const app = appWith((root) => withTable('Jobs')(new Stack(new Stage(root, 'Prod'), 'Orders')));

    expect(UpgradeReport.ofApp(kept, app).changes).toMatchObject([{ effect: UpgradeEffect.MOVED, stack: 'Prod-Orders' }]);
  });
});
