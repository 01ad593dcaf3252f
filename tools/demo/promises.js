// What the Orders system promises, in a person's words, each asked of the running emulator.
const { ACCOUNT } = require('./environment');

const HEALTH_CHECKS = [['Frontend', '/'], ['Api', '/health']];
const SERVICES = HEALTH_CHECKS.map(([service]) => service);
const PLACEHOLDER = /^public\.ecr\.aws\/docker\/library\/busybox:/;

/** In a trust policy: Amazon ECS, and only when it works for this account. */
const ECS_OF_THIS_ACCOUNT = [{
  Effect: 'Allow',
  Action: 'sts:AssumeRole',
  Principal: { Service: 'ecs.amazonaws.com' },
  Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
}];

/** A promise holds when everything it lists is found; each entry is what there is, and what there should be. */
const AFTER_THE_FIRST_DEPLOYMENT = [
  ['One network: a VPC with 6 subnets in 2 zones and 1 NAT gateway, its flows logged', (orders) => [
    [orders.all('AWS::EC2::VPC').length, 1],
    [orders.all('AWS::EC2::Subnet').length, 6],
    [new Set(orders.all('AWS::EC2::Subnet').map((subnet) => subnet.AvailabilityZone)).size, 2],
    [orders.all('AWS::EC2::NatGateway').map((gateway) => gateway.State), ['available']],
    [orders.all('AWS::EC2::FlowLog').map((log) => log.FlowLogStatus), ['ACTIVE']],
  ]],
  ['Two load balancers: the frontend faces the internet, the API does not', (orders) => [
    [orders.live('OrdersServices/Frontend/Edge/LoadBalancer').Scheme, 'internet-facing'],
    [orders.live('OrdersServices/Api/Edge/LoadBalancer').Scheme, 'internal'],
  ]],
  ['Internet -> frontend -> API -> database, and no other way in', (orders) => [
    [orders.callers('OrdersServices/Frontend/Edge/LoadBalancer/SecurityGroup'), ['80 <- 0.0.0.0/0']],
    [orders.callers('OrdersServices/Frontend/Service/SecurityGroup'), ['8080 <- Frontend/Edge/LoadBalancer']],
    [orders.callers('OrdersServices/Api/Edge/LoadBalancer/SecurityGroup'), ['80 <- Frontend/Service', '9000 <- SmokeTests']],
    [orders.callers('OrdersServices/Api/Service/SecurityGroup'), ['8080 <- Api/Edge/LoadBalancer']],
    [orders.callers('OrdersPlatform/Database/SecurityGroup'), ['15432 <- Api/Service']],
  ]],
  ['Test listeners are closed, but for the smoke test of the API', (orders) => [
    ...SERVICES.map((service) => [orders.live(`OrdersServices/${service}/Edge/LoadBalancer/Test`).Port, 9000]),
    [callersAt(orders, 'Frontend', 9000), []],
    [callersAt(orders, 'Api', 9000), ['9000 <- SmokeTests']],
  ]],
  ['Production traffic of both: 100 % to blue, 0 % to green; test traffic the other way', (orders) => SERVICES.flatMap((service) => [
    [orders.live(`OrdersServices/${service}/Edge/LoadBalancer/Production`).Port, 80],
    [orders.shares(service, 'ProductionRule'), { blue: 100, green: 0 }],
    [orders.live(`OrdersServices/${service}/Edge/LoadBalancer/Test`).Port, 9000],
    [orders.shares(service, 'TestRule'), { blue: 0, green: 100 }],
  ])],
  ['The frontend goes live blue/green, the API by a 5 % canary; both roll back on two alarms', (orders) => [
    [deployment(orders, 'Frontend').strategy, 'BLUE_GREEN'],
    [deployment(orders, 'Api').strategy, 'CANARY'],
    [deployment(orders, 'Api').canaryConfiguration.canaryPercent, 5],
    ...SERVICES.map((service) => [deployment(orders, service).alarms, {
      enable: true,
      rollback: true,
      alarmNames: rollbackAlarms(orders, service),
    }]),
  ]],
  ['Before its tasks start, each deployment asks the one function for that whether it may', (orders) => [
    [orders.parts('AWS::Lambda::Function'), ['ServiceDeploymentHooks', 'SmokeTests', 'Dora', 'Dora']],
    ...SERVICES.flatMap((service) => {
      const [first] = orders.hooks(service);
      return [
        [first.lifecycleStages, ['PRE_SCALE_UP']],
        [first.hookTargetArn, orders.live('OrdersServices/ServiceDeploymentHooks/Function').FunctionArn],
        [first.hookDetails.alarms, rollbackAlarms(orders, service)],
        [first.hookDetails.releasePointer, orders.pointer(`${service}Images`).Name],
        [first.hookDetails.container, orders.container(service).name],
      ];
    }),
  ]],
  ['Before the API takes production traffic, a function in its network asks it for /orders', (orders) => {
    const [, smokeTest] = orders.hooks('Api');
    return [
      [orders.hooks('Frontend').length, 1],
      [orders.hooks('Api').length, 2],
      [smokeTest.lifecycleStages, ['POST_TEST_TRAFFIC_SHIFT']],
      [smokeTest.hookTargetArn, orders.live('OrdersServices/SmokeTests/Function').FunctionArn],
      [smokeTest.hookDetails, { name: orders.live('OrdersServices/Api/Edge/LoadBalancer').DNSName, port: 9000, paths: '/orders' }],
      [smokeTest.timeoutConfiguration, { timeoutInMinutes: 20, action: 'ROLLBACK' }],
      [orders.live('OrdersServices/SmokeTests/Function').VpcConfig, {
        SubnetIds: orders.live('OrdersServices/Api/Service').networkConfiguration.awsvpcConfiguration.subnets,
        SecurityGroupIds: [orders.at('OrdersServices/SmokeTests/SecurityGroup').Id],
      }],
    ];
  }],
  ['Amazon ECS shifts traffic and calls functions with roles that trust it in this account', (orders) => [
    ...SERVICES.flatMap((service) => {
      const role = orders.live('OrdersServices/ServiceTrafficRole/Role');
      const [{ advancedConfiguration }] = orders.live(`OrdersServices/${service}/Service`).loadBalancers;
      return [
        [advancedConfiguration.roleArn, role.Arn],
        [role.AssumeRolePolicyDocument.Statement, ECS_OF_THIS_ACCOUNT],
        [role.ManagedPolicyArns, ['arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers']],
        [Object.keys(role.InlinePolicies), []],
      ];
    }),
    ...SERVICES.flatMap((service) => orders.hooks(service)).flatMap(({ roleArn, hookTargetArn }) => [
      [orders.role(roleArn).AssumeRolePolicyDocument.Statement, ECS_OF_THIS_ACCOUNT],
      [statementsOf(orders, orders.role(roleArn)), [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: hookTargetArn }]],
    ]),
  ]],
  ['Containers may call nothing of AWS; what starts them may pull, log and read their secret', (orders) => SERVICES.flatMap((service) => {
    const { taskRoleArn, executionRoleArn } = orders.live(`OrdersServices/${service}/Task`);
    const [task, execution] = [orders.role(taskRoleArn), orders.role(executionRoleArn)];
    return [
      [task.RoleName, orders.at(`OrdersServices/${service}/TaskRole`).Id],
      ...[task, execution].map(({ AssumeRolePolicyDocument: trust }) => [
        trust.Statement, [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' } }],
      ]),
      [Object.keys(task.AssumeRolePolicyDocument.Statement[0].Condition.StringEquals), ['aws:SourceAccount']],
      ...[task.ManagedPolicyArns, Object.keys(task.InlinePolicies), execution.ManagedPolicyArns].map((policies) => [policies, []]),
      [servicesIn(statementsOf(orders, execution)), ['ecr', 'logs', service === 'Api' ? 'secretsmanager' : 'ssm']],
    ];
  })],
  ['Both run 2 to 10 tasks', (orders) => SERVICES.flatMap((service) => [
    [orders.live(`OrdersServices/${service}/Service/TaskCount/Target`).MinCapacity, 2],
    [orders.live(`OrdersServices/${service}/Service/TaskCount/Target`).MaxCapacity, 10],
  ])],
  ['Nothing is released: both run the placeholder, on port and path of their health check', (orders) => HEALTH_CHECKS.flatMap(([service, path]) => [
    [PLACEHOLDER.test(orders.pointer(`${service}Images`).Value), true],
    [orders.container(service).image, orders.pointer(`${service}Images`).Value],
    [orders.container(service).command.slice(-2), ['8080', path]],
    [orders.container(service).portMappings[0].containerPort, 8080],
    [orders.live(`OrdersServices/${service}/Edge/Blue`).HealthCheckPath, path],
  ])],
  ['The API gets the database\'s managed password, the frontend the API\'s address', (orders) => [
    [orders.container('Api').environment, []],
    [orders.container('Api').secrets[0].valueFrom, orders.live('OrdersPlatform/Database').MasterUserSecret.SecretArn],
    [orders.container('Frontend').secrets[0].valueFrom, orders.live('OrdersServices/ApiUrl').ARN],
    [orders.live('OrdersServices/ApiUrl').Value, `http://${orders.live('OrdersServices/Api/Edge/LoadBalancer').DNSName}`],
  ]],
  ['The database: PostgreSQL 17 in two zones, encrypted, protected from deletion', (orders) => [
    [orders.live('OrdersPlatform/Database').EngineVersion.split('.')[0], 17],
    [orders.live('OrdersPlatform/Database'), { Engine: 'postgres', MultiAZ: true, StorageEncrypted: true, DeletionProtection: true }],
  ]],
  ['Images are scanned when pushed, encrypted, and their tags immutable', (orders) => ['FrontendImages', 'ApiImages'].map((images) => [
    orders.live(`OrdersPlatform/${images}/Repository`),
    { imageTagMutability: 'IMMUTABLE', imageScanningConfiguration: { scanOnPush: true }, encryptionConfiguration: { encryptionType: 'AES256' } },
  ])],
  ['8 alarms: 4 that roll back go to on-call, 3 on CPU to the team, one on lost alerts to both, by e-mail', (orders) => [
    [alarmsTo(orders, 'oncall@example.com').length, 4],
    [alarmsTo(orders, 'orders-team@example.com').length, 3],
    [orders.all('AWS::CloudWatch::Alarm').length, 8],
  ]],
  ['Logs of the containers are kept for a month', (orders) => SERVICES.flatMap((service) => [
    [orders.live(`OrdersServices/${service}/Logs`).retentionInDays, 30],
    [orders.container(service).logConfiguration.options['awslogs-group'], orders.at(`OrdersServices/${service}/Logs`).Id],
  ])],
  ['How both are delivered is measured: what their pipelines and services do comes to one function, by a queue', (orders) => [
    [sentTo(orders, 'OrdersServices/Dora/Queue'), SERVICES],
    [orders.live('OrdersServices/Dora/Facts').KeySchema.map(({ AttributeName }) => AttributeName), ['pk', 'sk']],
    [orders.live('OrdersServices/Dora/Feed').EventSourceArn, orders.live('OrdersServices/Dora/Queue').QueueArn],
  ]],
  ['Two pipelines: source, build, approval, production', (orders) => SERVICES.map((service) => [
    orders.live(`OrdersDelivery/${service}Delivery/Pipeline`).stages.map((stage) => stage.name), ['Source', 'Build', 'Approval', 'Production'],
  ])],
];

function deployment(orders, service) {
  return orders.live(`OrdersServices/${service}/Service`).deploymentConfiguration;
}

/** The services whose pipelines send their events to a queue. */
function sentTo(orders, queue) {
  const { QueueArn } = orders.live(queue);
  const rules = orders.all('AWS::Events::Rule').filter(({ EventPattern, Targets: [{ Arn }] }) => Arn === QueueArn && EventPattern?.includes('aws.codepipeline'));
  return rules.map(({ Targets: [{ InputTransformer }] }) => /"service":"(\w+)"/.exec(InputTransformer.InputTemplate)[1]);
}

function callersAt(orders, service, port) {
  return orders.callers(`OrdersServices/${service}/Edge/LoadBalancer/SecurityGroup`).filter((caller) => caller.startsWith(`${port} `));
}

function rollbackAlarms(orders, service) {
  return ['ErrorRate', 'UnhealthyTargets'].map((alarm) => orders.at(`OrdersServices/${service}/Rollback/${alarm}`).Id);
}

/** What a role may do, by its policies in the stacks. */
function statementsOf(orders, { RoleName, ManagedPolicyArns: arns }) {
  const policies = orders.resources.filter(({ type, Id, Live }) => (
    type === 'AWS::IAM::ManagedPolicy' ? arns.includes(Id) : type === 'AWS::IAM::Policy' && Live.Roles.includes(RoleName)
  ));
  return policies.flatMap(({ Live }) => Live.PolicyDocument.Statement);
}

/** The AWS services that statements are about. */
function servicesIn(statements) {
  return [...new Set(statements.flatMap(({ Action }) => Action).map((action) => action.split(':')[0]))].sort();
}

function alarmsTo(orders, address) {
  const topics = orders.all('AWS::SNS::Subscription')
    .filter(({ Endpoint, Protocol }) => Protocol === 'email' && Endpoint === address)
    .map(({ TopicArn }) => TopicArn);
  return orders.all('AWS::CloudWatch::Alarm').filter(({ AlarmActions: actions }) => actions.length === 1 && topics.includes(actions[0]));
}

module.exports = { AFTER_THE_FIRST_DEPLOYMENT };
