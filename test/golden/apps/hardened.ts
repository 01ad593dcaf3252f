import { App, Duration, Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import {
  AlertRouter, BlueGreenEc2Service, BlueGreenFargateService, ContainerRepository, DeploymentPlan, Destination, Ec2Capacity, ImageScanning, Ingress,
  ManualApproval, NetworkShape, ServiceImage, ServiceNetwork,
} from '../../../src';

const PROPS: StackProps = { env: { account: '111111111111', region: 'eu-west-1' }, terminationProtection: true };

/** What the company has for all of its applications, made elsewhere. */
const COMPANY = {
  flowLogArchive: 'example-flow-logs',
  accessLogArchive: 'example-access-logs',
  webAclArn: 'arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/company/11111111-2222-3333-4444-555555555555',
  zone: { hostedZoneId: 'Z0123456789EXAMPLE', zoneName: 'example.com' },
  receiptsQueueArn: 'arn:aws:sqs:eu-west-1:111111111111:receipts',
  databaseSecretArn: 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:payments/database-AbCdEf',
};

/**
 * Payments of a company that is audited: cdk-nag finds nothing here, in none of its five packs. The README of the deployment
 * room says which option answers which finding.
 */
export function build(app: App): void {
  const platform = new Platform(app);
  new Services(app, platform);
}

/** What outlives every release: the key, the network, the images, and who is told. */
class Platform extends Stack {
  public readonly key: kms.Key;
  public readonly network: ServiceNetwork;
  public readonly operators: sns.Topic;
  public readonly paymentsImages: ContainerRepository;
  public readonly ledgerImages: ContainerRepository;

  constructor(app: App) {
    super(app, 'PaymentsPlatform', PROPS);
    this.key = new kms.Key(this, 'Key', { enableKeyRotation: true });
    this.network = new ServiceNetwork(this, 'Network', {
      shape: NetworkShape.NAT_PER_AZ,
      restrictDefaultSecurityGroup: true,
      flowLogsBucket: s3.Bucket.fromBucketName(this, 'FlowLogArchive', COMPANY.flowLogArchive),
    });
    this.operators = new sns.Topic(this, 'Operators', { masterKey: this.key, enforceSSL: true });
    this.operators.addSubscription(new subscriptions.EmailSubscription('payments-operators@example.com'));
    this.paymentsImages = this.addImages('PaymentsImages');
    this.ledgerImages = this.addImages('LedgerImages');
  }

  private addImages(id: string): ContainerRepository {
    const images = new ContainerRepository(this, id, { encryptionKey: this.key, scanning: ImageScanning.ENHANCED });
    images.onScanFinding('Vulnerable', { target: new targets.SnsTopic(this.operators) });
    return images;
  }
}

/** Internet -> payments on AWS Fargate -> ledger on EC2 instances. */
class Services extends Stack {
  constructor(app: App, private readonly platform: Platform) {
    super(app, 'PaymentsServices', PROPS);
    const service = this.settingsOfServices();
    const loadBalancer = this.settingsOfLoadBalancers();

    const ledger = new BlueGreenEc2Service(this, 'Ledger', {
      ...service,
      image: ServiceImage.released(platform.ledgerImages),
      capacity: new Ec2Capacity(this, 'Instances', { network: platform.network, instanceType: new ec2.InstanceType('m7i.large') }),
      ingress: Ingress.internalOnly({ ...loadBalancer, domainName: 'ledger.example.com' }),
    });
    const ledgerUrl = new ssm.StringParameter(this, 'LedgerUrl', { stringValue: ledger.url });
    const database = secretsmanager.Secret.fromSecretCompleteArn(this, 'Database', COMPANY.databaseSecretArn);

    const payments = new BlueGreenFargateService(this, 'Payments', {
      ...service,
      image: ServiceImage.released(platform.paymentsImages),
      network: platform.network,
      secrets: { LEDGER_URL: ecs.Secret.fromSsmParameter(ledgerUrl), DATABASE: ecs.Secret.fromSecretsManager(database) },
      ingress: Ingress.internetFacing({ ...loadBalancer, domainName: 'payments.example.com' }),
      migration: { command: ['bin/migrate'] },
      plan: DeploymentPlan.canary({ canaryPercent: 5, canaryBakeTime: Duration.minutes(15), bakeTime: Duration.minutes(30) }),
      approval: ManualApproval.required({ notify: platform.operators }),
    });
    ledger.allowTrafficFrom(payments);

    // What is granted to the service itself becomes an inline policy of its task role, which four packs do not like.
    const access = new iam.ManagedPolicy(this, 'PaymentsAccess', { roles: [payments.taskDefinition.taskRole] });
    sqs.Queue.fromQueueArn(this, 'Receipts', COMPANY.receiptsQueueArn).grantSendMessages(access);
    payments.service.node.addDependency(access);
  }

  private settingsOfServices() {
    return {
      alerts: new AlertRouter(this, 'Alerts', {
        critical: [Destination.email('payments-oncall@example.com'), Destination.logGroup()],
        encryptionKey: this.platform.key,
      }),
      healthCheck: { path: '/health' },
      smokeTest: { bodyContains: '"status":"ok"' },
      rollback: { errorRatePercent: 1, latencySeconds: 0.8 },
      readonlyRootFilesystem: true,
      logEncryptionKey: this.platform.key,
      logRetention: logs.RetentionDays.ONE_YEAR,
    };
  }

  private settingsOfLoadBalancers() {
    return {
      hostedZone: route53.HostedZone.fromHostedZoneAttributes(this, 'Zone', COMPANY.zone),
      webAclArn: COMPANY.webAclArn,
      deletionProtection: true,
      accessLogsBucket: s3.Bucket.fromBucketName(this, 'AccessLogArchive', COMPANY.accessLogArchive),
    };
  }
}
