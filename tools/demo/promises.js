// What the Orders system promises, in a person's words, each asked of the running emulator.

const HEALTH_CHECKS = [['Frontend', '/'], ['Api', '/health']];
const SERVICES = HEALTH_CHECKS.map(([service]) => service);
const PLACEHOLDER = /^public\.ecr\.aws\/docker\/library\/busybox:/;

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
  ['Internet -> frontend -> API -> database, and no other way in; test listeners are closed', (orders) => [
    [orders.callers('OrdersServices/Frontend/Edge/LoadBalancer/SecurityGroup'), ['80 <- 0.0.0.0/0']],
    [orders.callers('OrdersServices/Frontend/Service/SecurityGroup'), ['8080 <- Frontend/Edge/LoadBalancer']],
    [orders.callers('OrdersServices/Api/Edge/LoadBalancer/SecurityGroup'), ['80 <- Frontend/Service']],
    [orders.callers('OrdersServices/Api/Service/SecurityGroup'), ['8080 <- Api/Edge/LoadBalancer']],
    [orders.callers('OrdersPlatform/Database/SecurityGroup'), ['15432 <- Api/Service']],
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
      alarmNames: ['ErrorRate', 'UnhealthyTargets'].map((alarm) => orders.at(`OrdersServices/${service}/Rollback/${alarm}`).Id),
    }]),
  ]],
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
  ['7 alarms: 4 that roll back go to on-call, 3 on CPU to the team, by e-mail', (orders) => [
    [alarmsTo(orders, 'oncall@example.com').length, 4],
    [alarmsTo(orders, 'orders-team@example.com').length, 3],
    [orders.all('AWS::CloudWatch::Alarm').length, 7],
  ]],
  ['Logs of the containers are kept for a month', (orders) => SERVICES.flatMap((service) => [
    [orders.live(`OrdersServices/${service}/Logs`).retentionInDays, 30],
    [orders.container(service).logConfiguration.options['awslogs-group'], orders.at(`OrdersServices/${service}/Logs`).Id],
  ])],
  ['Two pipelines: source, build, approval, production', (orders) => SERVICES.map((service) => [
    orders.live(`OrdersDelivery/${service}Delivery/Pipeline`).stages.map((stage) => stage.name), ['Source', 'Build', 'Approval', 'Production'],
  ])],
];

/** The pipeline has released one image of the API, Amazon ECS has moved the traffic to green, and somebody deploys. */
const afterARelease = (image, before) => [
  ['The API runs the released image, with the image\'s own command', (orders) => [
    [orders.container('Api').image, image],
    [orders.container('Api').command, undefined],
    [orders.live('OrdersServices/Api/Service').taskDefinition, orders.at('OrdersServices/Api/Task').Id],
  ]],
  ['Its traffic stays where Amazon ECS moved it: 0 % to blue, 100 % to green', (orders) => [
    [orders.shares('Api', 'ProductionRule'), { blue: 0, green: 100 }],
    [orders.at('OrdersServices/Api/Edge/ProductionRule').Id, before.at('OrdersServices/Api/Edge/ProductionRule').Id],
  ]],
  ['The pointer still names the released image', (orders) => [
    [orders.pointer('ApiImages').Value, image],
  ]],
  ['The frontend, of which nothing was released, is untouched', (orders) => [
    [orders.at('OrdersServices/Frontend/Task').Id, before.at('OrdersServices/Frontend/Task').Id],
    [orders.live('OrdersServices/Frontend/Service').taskDefinition, orders.at('OrdersServices/Frontend/Task').Id],
    [orders.shares('Frontend', 'ProductionRule'), { blue: 100, green: 0 }],
  ]],
];

/** Checks promises, and says of each whether it was kept. */
function keep(checks, promises, orders) {
  return promises.map(([title, look]) => {
    const { failed } = checks.during(() => {
      let found = [];
      try {
        found = look(orders);
      } catch (error) {
        checks.that(title, false, error.message);
      }
      found.forEach(([actual, wanted]) => checks.equal(title, () => actual, () => wanted));
    });
    return { title, kept: failed === 0 };
  });
}

function deployment(orders, service) {
  return orders.live(`OrdersServices/${service}/Service`).deploymentConfiguration;
}

function alarmsTo(orders, address) {
  const topics = orders.all('AWS::SNS::Subscription')
    .filter(({ Endpoint, Protocol }) => Protocol === 'email' && Endpoint === address)
    .map(({ TopicArn }) => TopicArn);
  return orders.all('AWS::CloudWatch::Alarm').filter(({ AlarmActions: actions }) => actions.length === 1 && topics.includes(actions[0]));
}

module.exports = { AFTER_THE_FIRST_DEPLOYMENT, afterARelease, keep };
